/** Points in time as Discord writes them. */

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** Such as `in 12 seconds` or `2 minutes ago`. */
export function relativeTime(seconds: number, nowSeconds: number, locale: string): string {
  const difference = Math.round(seconds - nowSeconds);
  const [unit, length] = units.find(([, size]) => Math.abs(difference) >= size) ?? ['second', 1];
  const format = new Intl.RelativeTimeFormat(locale, {numeric: 'auto'});
  return format.format(Math.trunc(difference / length), unit);
}

const styles: Record<string, Intl.DateTimeFormatOptions> = {
  t: {timeStyle: 'short'},
  T: {timeStyle: 'medium'},
  d: {dateStyle: 'short'},
  D: {dateStyle: 'long'},
  f: {dateStyle: 'long', timeStyle: 'short'},
  F: {dateStyle: 'full', timeStyle: 'short'},
  s: {dateStyle: 'short', timeStyle: 'short'},
  S: {dateStyle: 'short', timeStyle: 'medium'},
};

/** `style` is the letter of `<t:…:letter>`, except `R`. */
export function absoluteTime(date: Date, style: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, styles[style] ?? styles.f).format(date);
}

/** `Today at 14:05`, `Yesterday at 14:05`, otherwise the date. */
export function messageTime(date: Date, now: Date, locale: string): string {
  const time = absoluteTime(date, 't', locale);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days === 0) return `Today at ${time}`;
  if (days === 1) return `Yesterday at ${time}`;
  return `${absoluteTime(date, 'd', locale)} ${time}`;
}

export function isSameDay(one: Date, other: Date): boolean {
  return startOfDay(one) === startOfDay(other);
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
