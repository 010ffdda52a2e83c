import {signal} from '@preact/signals';
import {absoluteTime, relativeTime} from '../model/times.ts';
import {locale} from '../state/session.ts';

const nowSeconds = signal(Date.now() / 1000);
setInterval(() => {
  nowSeconds.value = Date.now() / 1000;
}, 1000);

/** Draws `<t:…>` timestamps; relative ones (`R`) keep themselves up to date. */
export function Timestamp({seconds, style}: {seconds: number; style: string}) {
  const date = new Date(seconds * 1000);
  // The number is beyond what a Date can hold.
  if (Number.isNaN(date.getTime())) return <>{`<t:${seconds}:${style}>`}</>;
  const text =
    style === 'R'
      ? relativeTime(seconds, nowSeconds.value, locale.value)
      : absoluteTime(date, style, locale.value);
  return (
    <time class="timestamp" dateTime={date.toISOString()} title={absoluteTime(date, 'F', locale.value)}>
      {text}
    </time>
  );
}
