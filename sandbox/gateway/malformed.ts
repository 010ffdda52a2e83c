/**
 * Dispatches as Discord never documented them but may send them one day: each differs from a real one in one place,
 * which is null, missing, of another type or of an unknown kind.
 */

/** A dispatch of any shape. */
export interface OddDispatch {
  t: unknown;
  d: unknown;
}

const replacements: readonly unknown[] = [null, undefined, 9_999, 'unknown', [], {}];

/** Every variant of a real dispatch, its data as a whole included, and one of an unknown name. */
export function* variantsOf({t, d}: OddDispatch): Generator<OddDispatch> {
  for (const data of variantsOfValue(d)) yield {t, d: data};
  yield {t: `${String(t)}_NEW`, d};
}

function* variantsOfValue(value: unknown): Generator<unknown> {
  for (const replacement of replacements) yield replacement;
  if (Array.isArray(value)) {
    const [first, ...rest] = value;
    if (first !== undefined) for (const variant of variantsOfValue(first)) yield [variant, ...rest];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      for (const variant of variantsOfValue(part)) yield {...value, [key]: variant};
    }
  }
}
