/** What lies over or beside the messages. */
import {signal} from '@preact/signals';

export const isInspectorOpen = signal(false);
export const isMemberListOpen = signal(true);
/** The channel list of narrow screens. */
export const isDrawerOpen = signal(false);
/** The picture shown large. */
export const enlarged = signal<{url: string; description: string} | undefined>(undefined);

export interface MenuItem {
  label: string;
  icon?: string;
  isDangerous?: boolean;
  /** A checked one among several. */
  isChecked?: boolean;
  run(): void;
}

export type Overlay =
  | {kind: 'menu'; label: string; x: number; y: number; sections: MenuItem[][]}
  | {kind: 'emoji'; x: number; y: number; pick(emoji: string): void};

export const overlay = signal<Overlay | undefined>(undefined);

/** Beside an element, for whatever opens from a button. */
export function beside(element: Element): {x: number; y: number} {
  const box = element.getBoundingClientRect();
  return {x: box.left, y: box.bottom + 4};
}
