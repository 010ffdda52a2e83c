import type {RenderRecord} from './protocol.ts';

/** Stands for the id of a painting that somebody brought: its name could tell something about them. */
export const customStyleId = 'custom';

/**
 * What a finished PNG says about how it was made, by keyword: enough to make it again, nothing about people, places or
 * times, and the same for the same picture.
 */
export function inscriptionOf(
  {settings, width, height, encoder, device}: RenderRecord,
  styles: readonly {id: string; weight: number}[],
): Record<string, string> {
  const {quality, strength, styleScale, colors, subject, seed, size} = settings;
  const parameters = {
    styles: styles.map(({id, weight}) => ({id, weight})),
    ...{size, quality, strength, styleScale, colors, subject, seed, width, height, encoder, device},
  };
  return {Software: 'Atelier', parameters: asAscii(JSON.stringify(parameters))};
}

/** Still JSON. */
function asAscii(json: string): string {
  return json.replaceAll(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
