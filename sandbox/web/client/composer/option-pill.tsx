import {labelOf} from '../model/commands.ts';
import {locale} from '../state/session.ts';
import type {Filling} from './draft.ts';

interface PillProps {
  filling: Filling;
  isWrong: boolean;
  listId: string;
  isExpanded: boolean;
  activeId: string | undefined;
  onFocus: () => void;
  onBlur: () => void;
  onText: (text: string) => void;
}

export function pillId(option: string): string {
  return `option ${option}`.replaceAll(' ', '-');
}

/** One option inside the composer: its name and what was typed for it. */
export function OptionPill({
  filling,
  isWrong,
  listId,
  isExpanded,
  activeId,
  onFocus,
  onBlur,
  onText,
}: PillProps) {
  const {option, text} = filling;
  const label = labelOf(option, locale.value);
  const isFocused = document.activeElement?.id === pillId(option.name);
  return (
    <label class="option-pill" data-wrong={isWrong}>
      <span class="option-name">{label}</span>
      <input
        id={pillId(option.name)}
        role="combobox"
        aria-label={label}
        aria-expanded={isFocused && isExpanded}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isFocused ? activeId : undefined}
        aria-invalid={isWrong}
        aria-required={option.required ?? false}
        autocomplete="off"
        size={Math.min(Math.max(text.length + 1, 6), 40)}
        value={text}
        onFocus={onFocus}
        onBlur={onBlur}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </label>
  );
}
