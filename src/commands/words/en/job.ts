import {createNumerals} from '../numerals.ts';

const {decimal, count, all} = createNumerals('en');

/** Texts of a job's message. `when` is a Discord timestamp, shown as “in 2 minutes”. */
export const job = {
  /** Shown instead of a title for a style that somebody attached. */
  ownStyle: 'an attached image',
  /** A painting with its share of the blend. */
  share: (title: string, percent: number) => `${count(percent)}% ${title}`,
  starting: 'Starting…',
  queued: (position: number) => `In the queue at position ${count(position)}`,
  starts: (when: string) => `starts ${when}`,
  step: (step: number, total: number) => `step ${count(step)} of ${count(total)}`,
  ready: (when: string) => `ready ${when}`,
  resumed: 'I was restarted and am picking up where I left off.',
  cancelled: 'Cancelled.',
  restarting: 'I’m restarting. This picture will continue in a minute.',
  unfinished: 'This picture wasn’t finished. Press Again to give it another try.',
  undelivered: 'I finished the picture but no longer have it. Press Again to paint another.',
  undeliverable: (queue: string) =>
    `I finished the picture, but Discord doesn’t let me post it here. \`/${queue}\` shows it to you.`,
  /** `link` leads to the message that shows the end. */
  moved: (link: string) => `I couldn’t finish this message, so I answered in a new one: ${link}`,
  movedToDirectMessages: 'I couldn’t finish this message, so I answered in a direct message.',
  continuedElsewhere:
    'Discord only lets me edit a private reply for 15 minutes, so I’ll send the picture as a direct message.',
  /** `who` is a mention. Posted in the channel, where everybody can read it. */
  directMessagesClosed: (who: string, queue: string) =>
    `${who}, I have a private answer for you, but my reply has expired and I can’t send you direct messages. \`/${queue}\` shows it to you.`,
  number: decimal,
  strength: (strength: number) => `strength ${decimal(strength)}`,
  styleScale: (scale: number) => `strokes × ${decimal(scale)}`,
  size: (size: number, width: number, height: number) => `size ${size} (${width} × ${height})`,
  seed: (seed: number) => `seed ${seed}`,
  seconds: (seconds: number) => `${decimal(seconds)} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  paintedBy: (encoder: string, device: string) => `${encoder} on ${device}`,
  /** For people who cannot see the finished picture; at most 1,024 characters. */
  altDone: (styles: readonly string[], width: number, height: number) =>
    `A photo repainted in the style of ${all(styles)}, ${width} by ${height} pixels.`,
  altFrame: (styles: readonly string[], percent: number) =>
    `A picture being painted in the style of ${all(styles)}, ${count(percent)}% done.`,
  /** What a retry changes. */
  changes: {
    again: (seed: number) => `again with seed ${seed} and slightly different weights`,
    more: (before: number, after: number) => `more style, strength ${decimal(before)} → ${decimal(after)}`,
    less: (before: number, after: number) => `less style, strength ${decimal(before)} → ${decimal(after)}`,
    style: (title: string) => `another style, ${title}`,
    larger: (before: number, after: number) => `larger, ${count(before)} → ${count(after)} pixels`,
    /** The form was sent without changes. */
    same: 'with the same settings',
    setting: (name: string, before: string, after: string) => `${name} ${before} → ${after}`,
    smaller: (before: number, after: number) =>
      `size ${count(before)} → ${count(after)} (the largest allowed)`,
  },
  /** `who` is a mention, `parent` a link to the picture it started from. */
  retryFor: (changes: readonly string[], who: string) => `${changes.join(', ')}, for ${who}`,
  retryOf: (parent: string) => `from ${parent}`,
  /** `who` is a mention, `parent` a link to the picture; absent if nobody could open it. */
  timeLapse: (who: string, parent?: string) =>
    `time-lapse${parent === undefined ? '' : ` of ${parent}`}, for ${who}`,
  altTimeLapse: (styles: readonly string[]) =>
    `A photo being repainted step by step in the style of ${all(styles)}.`,
};
