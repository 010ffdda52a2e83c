import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {Icon} from './icon.tsx';

export interface ChooserOption {
  value: string;
  label: string;
  description?: string;
  emoji?: string;
}

interface ChooserProps {
  label: string;
  options: readonly ChooserOption[];
  chosen: readonly string[];
  least: number;
  most: number;
  isDisabled?: boolean;
  /** Called when the list closes with a changed choice; if only one value can be chosen, called at once. */
  onChoose: (values: string[]) => void;
}

/** A drop-down list for one or several values; works with mouse, touch and arrow keys. */
export function Chooser({label, options, chosen, least, most, isDisabled = false, onChoose}: ChooserProps) {
  const [isOpen, setOpen] = useState(false);
  const [values, setValues] = useState<readonly string[]>(chosen);
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(values);
  latest.current = values;
  const isMultiple = most > 1;
  const close = (next: readonly string[]): void => {
    setOpen(false);
    const hasChanged = next.length !== chosen.length || next.some((value) => !chosen.includes(value));
    if (hasChanged && next.length >= least) onChoose([...next]);
    else setValues(chosen);
  };
  useLayoutEffect(() => {
    if (isOpen) box.current?.querySelector<HTMLElement>('[role=option]')?.focus();
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onPointerDown = (event: PointerEvent): void => {
      if (!(event.target instanceof Node && box.current?.contains(event.target))) close(latest.current);
    };
    addEventListener('pointerdown', onPointerDown);
    return () => removeEventListener('pointerdown', onPointerDown);
  }, [isOpen]);
  const toggle = (value: string): void => {
    if (!isMultiple) {
      setValues([value]);
      setOpen(false);
      // Choosing the same value again asks the bot again, as in Discord.
      onChoose([value]);
      return;
    }
    if (values.includes(value)) setValues(values.filter((other) => other !== value));
    else if (values.length < most) setValues([...values, value]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      close(values);
      box.current?.querySelector('button')?.focus();
      return;
    }
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items.at((at + step) % items.length)?.focus();
  };
  const labels = options.filter(({value}) => values.includes(value)).map((option) => option.label);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles keys from the buttons inside
    <div ref={box} class="chooser" onKeyDown={onKeyDown}>
      <button
        type="button"
        class="chooser-button"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-label={labels.length > 0 ? `${label}: ${labels.join(', ')}` : label}
        disabled={isDisabled}
        onClick={() => (isOpen ? close(values) : setOpen(true))}
      >
        <span class={labels.length > 0 ? 'chooser-value' : 'chooser-placeholder'}>
          {labels.length > 0 ? labels.join(', ') : label}
        </span>
        <Icon name="chevron" />
      </button>
      {isOpen && (
        <div class="chooser-list" role="listbox" aria-label={label} aria-multiselectable={isMultiple}>
          {options.map(({value, label: text, description, emoji}) => (
            <button
              key={value}
              type="button"
              role="option"
              class="chooser-option"
              aria-selected={values.includes(value)}
              onClick={() => toggle(value)}
            >
              {emoji && <span class="button-emoji">{emoji}</span>}
              <span>
                {text}
                {description && <small>{description}</small>}
              </span>
              {values.includes(value) && <Icon name="check" />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
