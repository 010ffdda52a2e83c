import type {Place} from '../../protocol.ts';

/** Such as `#general`, `@Atelier` or `Weekend`. */
export function placeTitle({kind, name}: Pick<Place, 'kind' | 'name'>): string {
  if (kind === 'group') return name;
  return kind === 'dm' ? `@${name}` : `#${name}`;
}

/** Name of the place's icon. */
export function placeGlyph({kind}: Pick<Place, 'kind'>): string {
  return {text: 'hash', dm: 'at', group: 'people'}[kind];
}
