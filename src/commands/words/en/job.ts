import {createNumerals} from '../numerals.ts';

const {decimal, count, all} = createNumerals('en');

/** Texts of a job's message. `when` is a Discord timestamp, shown as “in 2 minutes”. */
export const job = {
  /** Shown instead of a title for a style that somebody attached. */
  ownStyle: 'an attached image',
  /** A painting with its share of the blend. */
  share: (title: string, percent: number) => `${count(percent)}% ${title}`,
  starting: 'Starting…',
  queued: (position: number) => (position === 1 ? 'Next in line' : `Number ${count(position)} in line`),
  starts: (when: string) => `starts ${when}`,
  /** In a list that nobody brings up to date. `duration`: for example `24 s`. */
  startsIn: (duration: string) => `starts in about ${duration}`,
  /** `duration`: for example `24 s`. */
  left: (duration: string) => `about ${duration} left`,
  resumed: 'I’m back after a restart, painting on.',
  cancelled: 'Cancelled.',
  restarting: 'I’m restarting. This picture goes on in a minute.',
  unfinished: 'This picture wasn’t finished. Press Again to try once more.',
  undelivered: 'The picture was finished, but I no longer have it. Press Again to paint another.',
  undeliverable: (queue: string) =>
    `The picture is finished, but Discord doesn’t let me post it here. \`/${queue}\` shows it to you.`,
  /** `link` leads to the message that shows the end. */
  moved: (link: string) => `I couldn’t finish this message. It goes on here: ${link}`,
  movedToDirectMessages: 'I couldn’t finish this message. I sent you a direct message.',
  continuedElsewhere: 'This takes too long for a private reply. I’ll send you a direct message.',
  /** `who` is a mention. Posted in the channel, where everybody can read it. */
  directMessagesClosed: (who: string, queue: string) =>
    `${who}, I have a private answer for you but can’t send you direct messages. \`/${queue}\` shows it.`,
  /** A message of its own, because edits notify nobody. `who` is a mention. */
  bell: {
    done: (who: string) => `${who}, your picture is done.`,
    failed: (who: string) => `${who}, your picture didn’t work out.`,
  },
  number: decimal,
  strength: (strength: number) => `strength ${decimal(strength)}`,
  styleScale: (scale: number) => `strokes × ${decimal(scale)}`,
  quality: (name: string) => `quality: ${name}`,
  colors: (source: string) => `colours: ${source}`,
  pixels: (width: number, height: number) => `${width} × ${height}`,
  seed: (seed: number) => `seed\u00A0${seed}`,
  seconds: (seconds: number) => `${count(seconds)} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  wholeMinutes: (minutes: number) => `${minutes} min`,
  paintedBy: (encoder: string, device: string) => `${encoder} on ${device}`,
  /** For people who cannot see the finished picture; at most 1,024 characters. */
  altDone: (styles: readonly string[], width: number, height: number) =>
    `A photo repainted in the style of ${all(styles)}, ${width} by ${height} pixels.`,
  altFrame: (styles: readonly string[], percent: number) =>
    `A picture being painted in the style of ${all(styles)}, ${count(percent)}% done.`,
  /** What a retry changes. */
  changes: {
    again: 'a new variation',
    style: 'another style',
    larger: 'larger',
    /** The form was sent without changes. */
    same: 'the same settings',
    setting: (name: string, before: string, after: string) => `${name}: ${before} → ${after}`,
    smaller: (before: number, after: number) =>
      `size ${count(before)} → ${count(after)} (the largest allowed)`,
  },
  /** `who` is a mention, `source` a link to the message it started from. */
  for: (who: string) => `for ${who}`,
  from: (source: string) => `from ${source}`,
  /** `parent` is a link to the picture; absent if nobody could open it. */
  timeLapse: (parent?: string) => `time-lapse${parent === undefined ? '' : ` of ${parent}`}`,
  altTimeLapse: (styles: readonly string[]) =>
    `A photo being repainted step by step in the style of ${all(styles)}.`,
};
