import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';

export interface ListboxItem {
  key: string;
  content: ComponentChildren;
}

interface ListboxProps {
  id: string;
  label: string;
  items: readonly ListboxItem[];
  /** -1 for none. */
  active: number;
  onPick: (index: number) => void;
  onPoint?: (index: number) => void;
}

/** A list above an input that keeps the focus; its `aria-activedescendant` names the item Enter would pick. */
export function Listbox({id, label, items, active, onPick, onPoint}: ListboxProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'});
  }, [active]);
  return (
    <div ref={list} id={id} class="listbox" role="listbox" aria-label={label}>
      {items.map(({key, content}, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the input keeps the focus and handles the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus
        <div
          key={key}
          id={itemId(id, index)}
          class="listbox-item"
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onMouseMove={() => index !== active && onPoint?.(index)}
          onClick={() => onPick(index)}
        >
          {content}
        </div>
      ))}
    </div>
  );
}

export function itemId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** The next active item after an arrow key, wrapping around at the ends; undefined for any other key. */
export function moveActive(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return active <= 0 ? count - 1 : active - 1;
  return undefined;
}
