import {useEffect, useRef, useState} from 'preact/hooks';
import type {Place} from '../../protocol.ts';
import {type OfferedCommand, offeredCommands, searchCommands, takesFile} from '../model/commands.ts';
import {placeTitle} from '../model/place-names.ts';
import {attempt} from '../state/act.ts';
import {locale} from '../state/session.ts';
import {Icon} from '../ui/icon.tsx';
import {CommandPicker} from './command-picker.tsx';
import {addFiles, clearDraft, files, startCommand, text} from './draft.ts';
import {chooseFiles} from './file-chooser.ts';
import {FileTray} from './file-tray.tsx';
import {itemId, moveActive} from './listbox.tsx';

const pickerId = 'command-picker';
/** How often to report typing. Discord's indicator lasts ten seconds, so this keeps it up. */
const typingSignMs = 8_000;

export function TextLine({place}: {place: Place}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [active, setActive] = useState(0);
  const [isPickerShut, setPickerShut] = useState(false);
  const signTyping = useTypingSign(place);
  const commands = offeredCommands(place.commands, locale.value);
  const search = /^\/([^\n]*)$/.exec(text.value)?.[1];
  const found = search === undefined || isPickerShut ? [] : fittingFirst(searchCommands(commands, search));
  const isPicking = search !== undefined && !isPickerShut;
  useEffect(() => {
    area.current?.focus({preventScroll: true});
  }, []);
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text.value]);
  const send = async (): Promise<void> => {
    const content = text.value.trim();
    const attached = files.value;
    if (content === '' && attached.length === 0) return;
    clearDraft();
    const refs = attached.map((_, file) => ({file}));
    const answer = await attempt({do: 'send', channel: place.id, content, files: refs}, attached);
    if (!answer && text.value === '') {
      text.value = content;
      files.value = attached;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (isPicking) {
      const next = moveActive(event.key, active, found.length);
      const command = found[Math.min(active, found.length - 1)];
      if (next !== undefined) {
        event.preventDefault();
        setActive(next);
        return;
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && command && !event.shiftKey) {
        event.preventDefault();
        startCommand(command);
        return;
      }
      if (event.key === 'Escape') {
        event.preventDefault();
        setPickerShut(true);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === 'ArrowUp' && text.value === '') {
      document.querySelector<HTMLElement>('.message[tabindex="0"]')?.focus();
    }
  };
  if (!place.mayWrite) {
    return <p class="composer-box composer-closed">You do not have permission to send messages here.</p>;
  }
  return (
    <>
      {isPicking && (
        <CommandPicker
          id={pickerId}
          commands={found}
          active={Math.min(active, found.length - 1)}
          onPoint={setActive}
          onPick={startCommand}
        />
      )}
      <div class="composer-box">
        {files.value.length > 0 && <FileTray files={files.value} commands={commands} />}
        <div class="text-line">
          <button
            type="button"
            class="icon-button"
            aria-label="Attach files"
            onClick={async () => addFiles(await chooseFiles({isMultiple: true}))}
          >
            <Icon name="plus" />
          </button>
          <textarea
            ref={area}
            rows={1}
            aria-label={`Message ${placeTitle(place)}`}
            aria-haspopup="listbox"
            aria-autocomplete="list"
            aria-controls={isPicking ? pickerId : undefined}
            aria-activedescendant={isPicking && found.length > 0 ? itemId(pickerId, active) : undefined}
            placeholder={`Message ${placeTitle(place)}`}
            maxLength={2000}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
              setActive(0);
              setPickerShut(false);
              if (text.value !== '' && !text.value.startsWith('/')) signTyping();
            }}
            onKeyDown={onKeyDown}
          />
          <button
            type="button"
            class="icon-button"
            aria-label="Commands"
            title="What the bot can do"
            onClick={() => {
              text.value = '/';
              setPickerShut(false);
              area.current?.focus();
            }}
          >
            <Icon name="slash" />
          </button>
          <button
            type="button"
            class="icon-button send-button"
            aria-label="Send"
            disabled={text.value.trim() === '' && files.value.length === 0}
            onClick={() => void send()}
          >
            <Icon name="send" />
          </button>
        </div>
      </div>
    </>
  );
}

/** With a file attached, commands that take one come first. */
function fittingFirst(found: readonly OfferedCommand[]): readonly OfferedCommand[] {
  if (files.value.length === 0) return found;
  return [...found.filter(takesFile), ...found.filter((command) => !takesFile(command))];
}

function useTypingSign(place: Place): () => void {
  const last = useRef(0);
  return () => {
    if (Date.now() - last.current < typingSignMs) return;
    last.current = Date.now();
    void attempt({do: 'type', channel: place.id});
  };
}
