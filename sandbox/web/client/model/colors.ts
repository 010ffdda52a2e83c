/** Colours that belong to a person or a place, the same in every visit. */

const hues = [235, 165, 340, 28, 200, 265, 130, 0];

export function hueOf(id: string): number {
  let sum = 7;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return hues[sum % hues.length] ?? 235;
}
