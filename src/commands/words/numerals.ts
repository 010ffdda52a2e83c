/** Writes numbers, amounts and lists as a language does; the catalogue supplies the words around them. */
export interface Numerals {
  /** At most two decimals below ten and none from ten on, so that people can compare the numbers. */
  decimal(value: number): string;
  /** A whole number with thousands separators. */
  count(value: number): string;
  /** For example `10 MiB`. */
  mebibytes(bytes: number): string;
  /** For example `a, b, or c`. */
  oneOf(values: readonly string[]): string;
  /** For example `a, b, and c`. */
  all(values: readonly string[]): string;
}

/** `tag`: BCP 47, for example `vi`. */
export function createNumerals(tag: string): Numerals {
  const either = new Intl.ListFormat(tag, {type: 'disjunction'});
  const every = new Intl.ListFormat(tag, {type: 'conjunction'});
  const decimal = (value: number, maximumFractionDigits: number) =>
    value.toLocaleString(tag, {maximumFractionDigits, useGrouping: false});
  return {
    decimal: (value) => decimal(value, Math.abs(value) < 10 ? 2 : 0),
    count: (value) => value.toLocaleString(tag, {maximumFractionDigits: 0}),
    mebibytes: (bytes) => `${decimal(bytes / 1024 / 1024, 2)} MiB`,
    oneOf: (values) => either.format(values),
    all: (values) => every.format(values),
  };
}
