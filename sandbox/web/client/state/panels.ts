/** Whatever is open over or beside the messages. */
import {signal} from '@preact/signals';

export const isInspectorOpen = signal(false);
export const isMemberListOpen = signal(true);
/** Whether the channel list is open on a narrow screen. */
export const isDrawerOpen = signal(false);
/** The picture shown large. */
export const enlarged = signal<{url: string; description: string} | undefined>(undefined);

export interface MenuItem {
  label: string;
  icon?: string;
  isDangerous?: boolean;
  /** Given if the item is one of several to choose from. */
  isChecked?: boolean;
  /** What it does, unless it opens a menu of its own. */
  run?(): void;
  items?: readonly MenuItem[];
}

export type Overlay =
  | {kind: 'menu'; label: string; x: number; y: number; sections: MenuItem[][]}
  | {kind: 'emoji'; x: number; y: number; pick(emoji: string): void};

export const overlay = signal<Overlay | undefined>(undefined);

/** The position beside an element, such as the button that opens an overlay. */
export function beside(element: Element): {x: number; y: number} {
  const box = element.getBoundingClientRect();
  return {x: box.left, y: box.bottom + 4};
}
