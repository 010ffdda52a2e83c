import {useEffect, useRef} from 'preact/hooks';
import type {MenuItem} from '../state/panels.ts';
import {Icon} from './icon.tsx';

interface MenuProps {
  label: string;
  sections: readonly (readonly MenuItem[])[];
  onDone: () => void;
}

export function Menu({label, sections, onDone}: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const checked = list.current?.querySelector<HTMLElement>('[aria-checked=true]');
    (checked ?? list.current?.querySelector<HTMLElement>('button'))?.focus();
  }, []);
  return (
    <div ref={list} class="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={moveFocus}>
      {sections
        .filter((items) => items.length > 0)
        .map((items, index) => (
          <div key={index} class="menu-section">
            {items.map((item) => (
              <button
                key={item.label}
                type="button"
                {...(item.isChecked === undefined
                  ? {role: 'menuitem'}
                  : {role: 'menuitemradio', 'aria-checked': item.isChecked})}
                class={item.isDangerous ? 'menu-item menu-item-danger' : 'menu-item'}
                onClick={() => {
                  onDone();
                  item.run();
                }}
              >
                {item.label}
                <Icon name={item.isChecked ? 'check' : (item.icon ?? '')} size={18} />
              </button>
            ))}
          </div>
        ))}
    </div>
  );
}

/** Up and down move the focus through the buttons and wrap around at the ends. */
function moveFocus(event: KeyboardEvent & {currentTarget: HTMLElement}): void {
  const step = {ArrowDown: 1, ArrowUp: -1, Home: 0, End: 0}[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const next = step === 0 ? (event.key === 'Home' ? 0 : -1) : (at + step) % buttons.length;
  buttons.at(next)?.focus();
}
