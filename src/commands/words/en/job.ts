import {createNumerals} from '../numerals.ts';

const {decimal, count, all} = createNumerals('en');

/** What a job's message says. A `when` is one of Discord's timestamps, such as “in 2 minutes”. */
export const job = {
  /** In place of a title, for a style somebody attached. */
  ownStyle: 'an attached image',
  /** A painting with its share of the blend. */
  share: (title: string, percent: number) => `${count(percent)}% ${title}`,
  starting: 'Starting…',
  queued: (position: number) => `In the queue at position ${count(position)}`,
  starts: (when: string) => `starts ${when}`,
  step: (step: number, total: number) => `step ${count(step)} of ${count(total)}`,
  ready: (when: string) => `ready ${when}`,
  resumed: 'I was restarted and go on where I was.',
  cancelled: 'Cancelled.',
  restarting: 'I am restarting; this picture goes on in a minute.',
  unfinished: 'This picture was not finished. Press Again for another try.',
  undelivered: 'The painting was finished, but the picture could not be delivered. Press Again for another.',
  continuedElsewhere:
    'Discord lets me edit a private reply for 15 minutes only, so the picture will come as a direct message.',
  /** `who` is a mention. In the channel, where all can read it. */
  directMessagesClosed: (who: string) =>
    `${who}, a private answer to you is ready, but its reply has expired and your direct messages are closed to me. Allow direct messages from this server and ask again.`,
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
    `The picture while it is being painted in the style of ${all(styles)}, ${count(percent)}% done.`,
  /** What a retry changes. */
  changes: {
    again: (seed: number) => `again with seed ${seed} and slightly other weights`,
    more: (before: number, after: number) => `more style, strength ${decimal(before)} → ${decimal(after)}`,
    less: (before: number, after: number) => `less style, strength ${decimal(before)} → ${decimal(after)}`,
    style: (title: string) => `another style, ${title}`,
    larger: (before: number, after: number) => `larger, ${count(before)} → ${count(after)} pixels`,
    /** Nothing was changed in the form. */
    same: 'with the same settings',
    setting: (name: string, before: string, after: string) => `${name} ${before} → ${after}`,
    smaller: (before: number, after: number) =>
      `size ${count(before)} → ${count(after)} (the largest allowed)`,
  },
  /** `who` is a mention, `parent` a link to the picture it started from. */
  retryFor: (changes: readonly string[], who: string) => `${changes.join(', ')}, for ${who}`,
  retryOf: (parent: string) => `from ${parent}`,
  /** `who` is a mention, `parent` a link to the picture, absent where nobody could follow it. */
  timeLapse: (who: string, parent?: string) =>
    `time-lapse${parent === undefined ? '' : ` of ${parent}`}, for ${who}`,
  altTimeLapse: (styles: readonly string[]) =>
    `A photo as it is repainted step by step in the style of ${all(styles)}.`,
};
