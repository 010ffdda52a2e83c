/** Writes numbers, amounts and lists as a language does; the catalogue supplies the words around them. */
export interface Numerals {
  /** At most two decimals below ten and none from ten on, so that people can compare the numbers. */
  decimal(value: number): string;
  /** A whole number with thousands separators. */
  count(value: number): string;
  /** For example `10 MiB`. */
  mebibytes(bytes: number): string;
  /** For example `10 MiB` or `2.5 GiB`. */
  bytes(bytes: number): string;
  /** For example `a, b, or c`. */
  oneOf(values: readonly string[]): string;
  /** For example `a, b, and c`. */
  all(values: readonly string[]): string;
}

/** `tag`: BCP 47, for example `vi`. */
export function createNumerals(tag: string): Numerals {
  const either = new Intl.ListFormat(tag, {type: 'disjunction'});
  const every = new Intl.ListFormat(tag, {type: 'conjunction'});
  // Making one takes longer than a hundred uses of it, and every message has numbers.
  const whole = new Intl.NumberFormat(tag, {maximumFractionDigits: 0});
  const ungrouped = new Intl.NumberFormat(tag, {maximumFractionDigits: 0, useGrouping: false});
  const hundredths = new Intl.NumberFormat(tag, {maximumFractionDigits: 2, useGrouping: false});
  return {
    decimal: (value) => (Math.abs(value) < 10 ? hundredths : ungrouped).format(value),
    count: (value) => whole.format(value),
    mebibytes: (bytes) => `${hundredths.format(bytes / 1024 / 1024)} MiB`,
    bytes: (bytes) => {
      const mib = bytes / 2 ** 20;
      return mib < 1000 ? `${hundredths.format(mib)} MiB` : `${hundredths.format(mib / 1024)} GiB`;
    },
    oneOf: (values) => either.format(values),
    all: (values) => every.format(values),
  };
}
