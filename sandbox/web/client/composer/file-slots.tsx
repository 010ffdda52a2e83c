import {ApplicationCommandOptionType as Type} from 'discord-api-types/v10';
import {labelOf} from '../model/commands.ts';
import {fileSize} from '../model/sizes.ts';
import {locale} from '../state/session.ts';
import {Icon} from '../ui/icon.tsx';
import {type Filling, fill, removeOption} from './draft.ts';
import {chooseFiles} from './file-chooser.ts';
import {isNoPicture} from './file-kind.ts';
import {FilePreview} from './file-preview.tsx';
import {pillId} from './option-pill.tsx';

/** The command's file options, each as a card to click or to drop a file on. */
export function FileSlots({fillings}: {fillings: readonly Filling[]}) {
  const slots = fillings.filter(({option}) => option.type === Type.Attachment);
  if (slots.length === 0) return null;
  return (
    <div class="file-cards">
      {slots.map((filling) => (
        <FileSlot key={filling.option.name} filling={filling} />
      ))}
    </div>
  );
}

function FileSlot({filling: {option, file}}: {filling: Filling}) {
  const label = labelOf(option, locale.value);
  const isWrong = file !== undefined && isNoPicture(file);
  const take = (chosen: File | undefined): void => {
    if (chosen) fill(option.name, {text: chosen.name, file: chosen});
  };
  const clear = (): void => {
    if (file) fill(option.name, {text: ''});
    else if (!option.required) removeOption(option.name);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same
    <div
      class="file-card file-slot"
      data-filled={file !== undefined}
      data-wrong={isWrong}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files[0]);
      }}
    >
      <button
        id={pillId(option.name)}
        type="button"
        class="file-slot-button"
        aria-label={file ? `${label}: ${file.name}. Choose another` : `${label}: choose a file`}
        onClick={async () => take((await chooseFiles({isMultiple: false}))[0])}
        onKeyDown={(event) => {
          if (event.key === 'Backspace' || event.key === 'Delete') clear();
        }}
      >
        {file ? <FilePreview file={file} /> : <Icon name="image" size={40} />}
        <span class="file-name">{file?.name ?? 'Drop a file, or click'}</span>
        <small>{isWrong ? 'This is not a picture' : file ? fileSize(file.size) : label}</small>
        <span class="file-slot-name">{label}</span>
      </button>
      {(file || !option.required) && (
        <button type="button" class="icon-button file-remove" aria-label={`Remove ${label}`} onClick={clear}>
          <Icon name="trash" size={16} />
        </button>
      )}
    </div>
  );
}
