import {
  type APIApplicationCommandOptionChoice,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10';
import {useEffect, useLayoutEffect, useState} from 'preact/hooks';
import type {Place} from '../../protocol.ts';
import {descriptionOf, labelOf} from '../model/commands.ts';
import {locale} from '../state/session.ts';
import {Icon} from '../ui/icon.tsx';
import {
  addOption,
  type CommandDraft,
  commandDraft,
  type Filling,
  fill,
  leaveCommand,
  optionsLeft,
  removeOption,
} from './draft.ts';
import {FileSlots} from './file-slots.tsx';
import {itemId, Listbox, type ListboxItem, moveActive} from './listbox.tsx';
import {OptionPill, pillId} from './option-pill.tsx';
import {readFilling} from './read-filling.ts';
import {sendCommand} from './send-command.ts';
import {choiceName, useSuggestions} from './suggestions.ts';
import {useForContext} from './use-for-context.ts';

const listId = 'option-list';
/** The place after the last option, where the user adds more. */
const tail = '';

export function CommandLine({draft, place}: {draft: CommandDraft; place: Place}) {
  const {command, fillings} = draft;
  const [focused, setFocused] = useState<string | undefined>();
  const [wanted, setWanted] = useState<{name: string} | undefined>(() => ({name: nextEmpty(fillings)}));
  const [search, setSearch] = useState('');
  const [showsProblems, setShowsProblems] = useState(false);
  const [isSending, setSending] = useState(false);
  useLayoutEffect(() => {
    if (wanted) document.getElementById(pillId(wanted.name))?.focus();
  }, [wanted]);
  const filling = fillings.find(({option}) => option.name === focused);
  const suggestions = useSuggestions(place, filling);
  const left = optionsLeft(draft).filter(({name}) => name.includes(search.toLowerCase()));
  const choices = suggestions.state === 'ready' ? suggestions.choices : [];
  const isPicked = filling?.choice !== undefined;
  const isWaiting = suggestions.state === 'loading' || (suggestions.state === 'ready' && suggestions.isStale);
  const context = JSON.stringify([focused, filling?.text, isPicked, search]);
  const [isShut, setShut] = useForContext(context, isPicked);
  const firstActive = (filling && !isPicked && !isWaiting) || search !== '' ? 0 : -1;
  const [active, setActive] = useForContext(`${context} ${isWaiting}`, firstActive);
  /** True if Enter was pressed before the choices for these letters had come. */
  const [picksFirst, setPicksFirst] = useForContext(context, false);
  useEffect(() => {
    if (!picksFirst || isWaiting) return;
    setPicksFirst(false);
    pick(0);
  }, [picksFirst, isWaiting]);

  const goTo = (name: string): void => setWanted({name});
  const goOn = (): void => goTo(nextEmpty(commandDraft.value?.fillings ?? []));
  const pick = (index: number): void => {
    const option = left[index];
    if (focused === tail && option) {
      setSearch('');
      addOption(option);
      goTo(option.name);
      return;
    }
    const choice = choices[index];
    if (!filling || !choice) return;
    fill(filling.option.name, {text: choiceName(choice), choice});
    goOn();
  };
  const submit = async (): Promise<void> => {
    const wrong = fillings.find((candidate) => 'problem' in readFilling(candidate));
    setShowsProblems(wrong !== undefined);
    if (wrong) {
      goTo(wrong.option.name);
      return;
    }
    setSending(true);
    await sendCommand(place, draft);
    setSending(false);
  };
  const stepBack = (): void => {
    const at = fillings.findIndex(({option}) => option.name === focused);
    const before = fillings.at(focused === tail ? -1 : at - 1);
    if (filling && !filling.option.required) removeOption(filling.option.name);
    else if (focused !== tail && at === 0) {
      leaveCommand();
      return;
    }
    goTo(before?.option.name ?? tail);
  };
  const items = focused === undefined || isShut ? [] : filling ? choiceItems(choices) : optionItems(left);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || !(event.target instanceof HTMLInputElement)) {
      if (event.key === 'Escape') leaveCommand();
      return;
    }
    const next = moveActive(event.key, active, items.length);
    const isEmpty = event.target.value === '';
    if (next !== undefined) setActive(next);
    else if (event.key === 'ArrowDown' && isShut) setShut(false);
    else if (event.key === 'Enter' && items[active]) pick(active);
    else if (event.key === 'Enter' && isWaiting && !isPicked) setPicksFirst(true);
    else if (event.key === 'Enter') void submit();
    else if (event.key === 'Tab' && !event.shiftKey && items[active] && !isEmpty) pick(active);
    else if (event.key === 'Escape' && items.length > 0 && filling) setShut(true);
    else if (event.key === 'Escape') leaveCommand();
    else if (event.key === 'Backspace' && isEmpty) stepBack();
    else return;
    event.preventDefault();
  };
  const reading = filling && readFilling(filling);
  const problem = showsProblems && reading && 'problem' in reading ? reading.problem : undefined;
  const expansion = {
    listId,
    isExpanded: items.length > 0,
    activeId: items[active] ? itemId(listId, active) : undefined,
  };
  return (
    <>
      {focused !== undefined && !isShut && (items.length > 0 || suggestions.state !== 'none') && (
        <div class="popup">
          <p class="popup-title">{filling ? labelOf(filling.option, locale.value) : 'Options'}</p>
          {items.length > 0 ? (
            <Listbox
              id={listId}
              label={filling ? `Choices for ${filling.option.name}` : 'Options'}
              items={items}
              active={active}
              onPick={pick}
              onPoint={setActive}
            />
          ) : (
            <p class="popup-note">{noteFor(suggestions.state)}</p>
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: handles keys from the fields inside */}
      <div class="composer-box command-box" data-sending={isSending} onKeyDown={onKeyDown}>
        <p class="command-help" data-problem={problem !== undefined} aria-live="polite">
          {problem ?? (filling ? descriptionOf(filling.option, locale.value) : command.description)}
        </p>
        <FileSlots fillings={fillings} />
        <div class="command-line">
          <span class="command-chip">/{command.label}</span>
          {fillings
            .filter(({option}) => option.type !== Type.Attachment)
            .map((entry) => (
              <OptionPill
                key={entry.option.name}
                filling={entry}
                isWrong={showsProblems && 'problem' in readFilling(entry)}
                onFocus={() => setFocused(entry.option.name)}
                onBlur={() => setFocused(undefined)}
                onText={(text) => fill(entry.option.name, {text})}
                {...expansion}
              />
            ))}
          <input
            id={pillId(tail)}
            class="command-tail"
            role="combobox"
            aria-label="Add an option"
            aria-expanded={focused === tail && expansion.isExpanded}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={focused === tail ? expansion.activeId : undefined}
            placeholder={left.length > 0 ? `+${left.length} optional` : ''}
            autocomplete="off"
            value={search}
            onFocus={() => setFocused(tail)}
            onBlur={() => setFocused(undefined)}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
          <span class="command-ends">
            <button type="button" class="icon-button" aria-label="Leave the command" onClick={leaveCommand}>
              <Icon name="close" />
            </button>
            <button
              type="button"
              class="icon-button send-button"
              aria-label="Send"
              disabled={isSending}
              onClick={() => void submit()}
            >
              <Icon name="send" />
            </button>
          </span>
        </div>
      </div>
    </>
  );
}

/** The first option that still needs a value, otherwise the place after the last. */
function nextEmpty(fillings: readonly Filling[]): string {
  return fillings.find((filling) => 'problem' in readFilling(filling))?.option.name ?? tail;
}

function choiceItems(choices: readonly APIApplicationCommandOptionChoice[]): ListboxItem[] {
  return choices.map((choice) => ({key: String(choice.value), content: choiceName(choice)}));
}

function optionItems(options: ReturnType<typeof optionsLeft>): ListboxItem[] {
  return options.map((option) => ({
    key: option.name,
    content: (
      <>
        <span class="command-name">{labelOf(option, locale.value)}</span>
        <small>{descriptionOf(option, locale.value)}</small>
      </>
    ),
  }));
}

function noteFor(state: 'none' | 'loading' | 'failed' | 'ready'): string {
  if (state === 'loading') return 'Loading options…';
  return state === 'failed' ? 'Loading options failed' : 'No options match your search.';
}
