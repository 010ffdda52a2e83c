import {useEffect, useRef, useState} from 'preact/hooks';
import type {MenuItem} from '../state/panels.ts';
import {Icon} from './icon.tsx';

interface MenuProps {
  label: string;
  sections: readonly (readonly MenuItem[])[];
  onDone: () => void;
}

/** An item's own menu, and where the item is. */
interface Opened {
  item: MenuItem;
  top: number;
  isLeft: boolean;
}

/** Wide enough for an item's own menu, in pixels. */
const submenuWidth = 240;
/** On screens up to this width it covers the menu (`narrow.css`), so it must not open under the pointer. */
const narrowWidth = 760;

export function Menu({label, sections, onDone}: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened>();
  useEffect(() => {
    const checked = list.current?.querySelector<HTMLElement>('[aria-checked=true]');
    (checked ?? list.current?.querySelector<HTMLElement>('button'))?.focus();
  }, []);

  function point(item: MenuItem, button: HTMLElement): void {
    const isLeft = innerWidth - (list.current?.getBoundingClientRect().right ?? 0) < submenuWidth;
    setOpened(item.items && {item, top: button.offsetTop, isLeft});
  }

  function onKeyDown(event: KeyboardEvent & {currentTarget: HTMLElement}): void {
    if (event.key === 'ArrowRight' && event.target instanceof HTMLElement) {
      event.target.matches('[aria-haspopup]') && event.target.click();
    } else moveFocus(event);
  }

  return (
    <>
      <div
        ref={list}
        class="menu"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        data-covered={opened !== undefined}
        onKeyDown={onKeyDown}
      >
        {sections
          .filter((items) => items.length > 0)
          .map((items, index) => (
            <div key={index} class="menu-section">
              {items.map((item) => (
                <ItemButton
                  key={item.label}
                  item={item}
                  isOpen={opened?.item === item}
                  onPoint={(button) => point(item, button)}
                  onDone={onDone}
                />
              ))}
            </div>
          ))}
      </div>
      {opened && (
        <Submenu
          opened={opened}
          onDone={onDone}
          onBack={() => {
            setOpened(undefined);
            list.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
          }}
        />
      )}
    </>
  );
}

interface ItemProps {
  item: MenuItem;
  isOpen?: boolean;
  onPoint?: (button: HTMLElement) => void;
  onDone: () => void;
}

function ItemButton({item, isOpen = false, onPoint, onDone}: ItemProps) {
  return (
    <button
      type="button"
      {...(item.isChecked === undefined
        ? {role: 'menuitem'}
        : {role: 'menuitemradio', 'aria-checked': item.isChecked})}
      {...(item.items && {'aria-haspopup': 'menu', 'aria-expanded': isOpen})}
      class={item.isDangerous ? 'menu-item menu-item-danger' : 'menu-item'}
      onPointerEnter={(event) =>
        event.pointerType === 'mouse' && innerWidth > narrowWidth && onPoint?.(event.currentTarget)
      }
      onClick={(event) => {
        if (item.items) return onPoint?.(event.currentTarget);
        onDone();
        item.run?.();
      }}
    >
      {item.label}
      <Icon name={item.isChecked ? 'check' : (item.icon ?? '')} size={18} />
    </button>
  );
}

/** Beside its item; on a narrow screen in place of the menu. */
function Submenu({opened, onDone, onBack}: {opened: Opened; onDone: () => void; onBack: () => void}) {
  const list = useRef<HTMLDivElement>(null);
  const {item, top, isLeft} = opened;
  useEffect(() => list.current?.querySelector<HTMLElement>('button')?.focus(), [item]);
  return (
    <div
      ref={list}
      class="menu submenu"
      role="menu"
      aria-label={item.label}
      tabIndex={-1}
      data-side={isLeft ? 'left' : 'right'}
      style={{top: `${top - 6}px`}}
      onKeyDown={(event) => (event.key === 'ArrowLeft' ? onBack() : moveFocus(event))}
    >
      {item.items?.map((own) => (
        <ItemButton key={own.label} item={own} onDone={onDone} />
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
