import type {ErrorCode} from '../../../errors.ts';
import type {Explain} from '../error-text.ts';
import {createNumerals} from '../numerals.ts';
import {optionNames} from '../option-names.ts';
import {commands} from './commands.ts';

const {decimal, count, mebibytes, oneOf, all} = createNumerals('en');
const relative = (seconds: number): string => `<t:${Math.ceil(seconds)}:R>`;
const nameOf = optionNames(commands.stylize);

/** Sentences that say what is wrong and what would be right. `nameOf(option)` is the name that readers see. */
const reasons: Explain = {
  unreadableImage: ({expected}) => `I can’t read it as a picture. I accept ${oneOf(expected)}.`,
  unsupportedFormat: ({format, expected}) =>
    `It is a ${format} file, which I can’t read. I accept ${oneOf(expected)}.`,
  tooManyPixels: ({width, height, most}) =>
    `It is ${width} × ${height} = ${decimal((width * height) / 1e6)} megapixels; the limit for such a file is ${decimal(most / 1e6)}.`,
  animatedImage: ({frames}) => `It is animated (${count(frames)} frames); I need a still picture.`,
  imageTooSmall: ({width, height, least}) =>
    `It is ${width} × ${height} pixels; each side must be at least ${least}.`,
  imageTooNarrow: ({width, height, most}) =>
    `It is ${width} × ${height} pixels; the longer side can be at most ${most} times the shorter one.`,
  damagedImage: () => 'It is damaged.',
  truncatedImage: () => 'It is incomplete: the file ends before the picture does. Please send it again.',
  tooCostly: () => 'It takes more memory or time to read than I may use. A smaller copy will work.',
  foreignAddress: () => 'I only accept files that Discord hosts.',
  fileTooLarge: ({bytes, most}) =>
    `It is ${bytes === undefined ? 'too large' : mebibytes(bytes)}; the limit is ${mebibytes(most)}.`,
  downloadStatus: ({status}) => `Discord answered with HTTP status ${status}.`,
  downloadTimeout: ({seconds}) => `It did not arrive within ${count(seconds)} s.`,
  downloadBroken: () => 'The connection to Discord was lost.',
  noImage: () =>
    'That message has no picture. I look for an attached image or the picture in a link preview.',
  optionRange: ({option, least, most, whole, received}) =>
    `\`${nameOf(option)}\` must be ${whole ? 'a whole number' : 'a number'} from ${decimal(least)} to ${decimal(most)}; I got ${received}.`,
  optionChoice: ({option, expected, received}) =>
    `\`${nameOf(option)}\` must be ${oneOf(expected)}; I got ${received}.`,
  styleMissing: ({options}) => `Choose at least one painting: fill in ${oneOf(options.map(nameOf))}.`,
  tooManyStyles: ({most, received}) => `You can blend at most ${most} paintings; you chose ${received}.`,
  styleTwice: ({title}) => `Choose different paintings: you chose ${title} twice.`,
  blendShares: ({option, expected, received}) =>
    `\`${nameOf(option)}\` must be ${expected === 1 ? 'one share' : `${expected} shares`} above 0 and up to 100, such as ${Array.from({length: expected}, (_, i) => expected - i).join(':')}; I got ${received}.`,
  unknownStyle: ({received, close, related}) =>
    `I don’t know a style called “${received}”. ${related ? 'Similar styles' : 'Some that I know'}: ${close}.`,
  styleStrongest: ({limit}) => `The style is already at its strongest (${decimal(limit)}).`,
  styleWeakest: ({limit}) => `The style is already at its weakest (${decimal(limit)}).`,
  largestAlready: ({limit}) => `It already has the largest size allowed here (${count(limit)} pixels).`,
  noPicture: () => 'This needs a finished picture, and I don’t have this one (any more).',
  noFrames: () => 'It was painted so quickly that I kept no frames. Try a larger size or a higher quality.',
  timeLapseUnderWay: () => 'I’m already making a time-lapse for you, and I make one at a time.',
  noGallery: () =>
    'This server has no gallery channel. Somebody who manages the server can set one with `/stylize-admin`.',
  galleryClosed: ({channelId}) =>
    `I can’t post in <#${channelId}>. I need View Channel, Send Messages and Attach Files there.`,
  titleWithoutLetters: ({received}) =>
    `\`title\` must contain letters from a to z or digits; I got ${received}.`,
  titleTaken: ({id}) => `\`title\`: there is already a style \`${id}\`. Choose another title.`,
  shelfFull: ({most}) =>
    `This server has already added ${count(most)} styles, which is the limit. Remove one first.`,
  notAdded: ({received}) => `“${received}” is not a style that this server added.`,
  ownerFull: ({owned, most}) =>
    `You already have ${owned === 1 ? 'one picture' : `${owned} pictures`} waiting or being painted; the limit is ${most}.`,
  listFull: ({most}) => `The list can have at most ${count(most)} entries. Remove one first.`,
  cooldown: ({seconds, until}) =>
    `You can ask for one picture every ${count(seconds)} s. You can ask again ${relative(until)}.`,
  quotaUsed: ({most, until}) =>
    `You have used up ${most === 1 ? 'your one picture' : `your ${count(most)} pictures`} for today. You can ask again ${relative(until)}.`,
  blockedUser: () => 'You can’t ask for pictures here.',
  blockedGuild: () => 'My operator doesn’t let me paint in this server.',
  channelNotAllowed: ({allowed}) =>
    `In this server, I paint only in ${all(allowed.map((channel) => `<#${channel}>`))}.`,
  roleNeeded: ({roles}) =>
    `In this server, I paint only for people with the role ${oneOf(roles.map((role) => `<@&${role}>`))}.`,
  queueFull: ({most, seconds}) =>
    `The queue is full: at most ${count(most)} can wait.${seconds === undefined ? '' : ` The next place should be free in about ${count(seconds)} s.`}`,
  diskFull: () => 'My disk is full, and my operator needs to make room.',
  diskReadOnly: () => 'My disk is read-only, and my operator needs to look at it.',
  diskForbidden: () => 'I’m not allowed to write to my disk, and my operator needs to look at it.',
  diskBroken: () => 'My stored data is damaged, and my operator needs to look at it.',
  inputBlocked: () => 'Moderation doesn’t allow that picture.',
  outputBlocked: () => 'Moderation held back the finished picture.',
};

/** Whole answers. `reason` is one of the sentences above. */
const codes: Readonly<Record<ErrorCode, (reason: string) => string>> = {
  BAD_IMAGE: (reason) => `I can’t paint from that image. ${reason}`,
  ATTACHMENT_REFUSED: (reason) => `I can’t accept that attachment. ${reason}`,
  DOWNLOAD_FAILED: (reason) => `I couldn’t fetch that attachment, please try again. ${reason}`,
  BAD_OPTION: (reason) => `That doesn’t work. ${reason}`,
  UNKNOWN_STYLE: (reason) => reason,
  QUEUE_FULL: (reason) => `${reason} Please try again later.`,
  QUOTA: (reason) => reason,
  NOT_WELCOME: (reason) => reason,
  UNKNOWN_JOB: () =>
    'I no longer have the photo and settings for that picture. Start a new one with `/stylize`.',
  NOT_ALLOWED: () =>
    'Only the person who asked for this picture, or somebody who can manage messages, can do that.',
  MODERATED: (reason) => reason,
  MODERATION_FAILED: () =>
    'Moderation couldn’t check the picture, so I can’t use it right now. Please try again later.',
  SHUTTING_DOWN: () => 'I’m restarting. Please try again in a minute.',
  ONLY_IN_SERVERS: () => 'This command only works in a server that I’m a member of.',
  RENDER_CRASHED: () => 'Something broke on my side while I was painting. Please try again.',
  GIVEN_UP: () =>
    'I crashed several times while painting this picture, so I gave up. A smaller size or a lower quality may work.',
  RENDER_TIMEOUT: () => 'The painting took too long, so I stopped it. Try a smaller size or a lower quality.',
  OUT_OF_MEMORY: () => 'That picture needs more memory than I have. Please try a smaller size.',
  WEIGHTS_UNAVAILABLE: () => 'I can’t paint right now: my operator needs to check the network’s weights.',
  DEVICE_UNAVAILABLE: () => 'I can’t paint right now: my operator needs to check the device I paint on.',
  BROKEN_INSTALLATION: () => 'I can’t paint right now: my operator needs to repair my installation.',
  STORAGE: (reason) => `I can’t do that right now. ${reason}`,
  BAD_CONFIG: () => 'I can’t do that right now: my operator needs to check my configuration.',
};

export const errors = {
  reasons,
  codes,
  /** A reason, with the file it is about when there were several. */
  about: (option: string, file: string, reason: string) => `\`${nameOf(option)}\` (${file}): ${reason}`,
  bug: (errorId: string) =>
    `Something went wrong on my side. If it happens again, please give my operator the error id \`${errorId}\`.`,
};
