import type {ColorMode} from '../../nst/protocol.ts';

export const colorWords: Readonly<Record<ColorMode, string>> = {
  style: 'colours of the style',
  keep: 'colours of the photo',
  match: 'matched colours',
};
