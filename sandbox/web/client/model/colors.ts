/** The colour of a person or a place, the same on every visit. */

/** Neighbouring ids get hues far apart: the golden angle spreads any run of numbers evenly over the circle. */
const goldenAngle = 137.508;

export function hueOf(id: string): number {
  let number = 0;
  for (const digit of id.slice(-6)) number = number * 10 + Number(digit);
  return Math.round((number * goldenAngle) % 360);
}
