import type {ErrorCode} from '../../../errors.ts';
import type {Explain} from '../error-text.ts';
import {createNumerals} from '../numerals.ts';
import {optionNames} from '../option-names.ts';
import {commands} from './commands.ts';

const {decimal, count, mebibytes, oneOf, all} = createNumerals('en');
const relative = (seconds: number): string => `<t:${Math.ceil(seconds)}:R>`;
const nameOf = optionNames(commands.stylize);

/** What is wrong and what would be right; each a sentence. `option` is the name that readers of this language see. */
const reasons: Explain = {
  unreadableImage: ({expected}) => `It is not a picture I can read; I take ${oneOf(expected)}.`,
  tooManyPixels: ({width, height, most}) =>
    `It is ${width} × ${height} = ${decimal((width * height) / 1e6)} megapixels; at most ${decimal(most / 1e6)} are allowed.`,
  animatedImage: ({frames}) => `It is animated (${count(frames)} frames); a still picture is needed.`,
  imageTooSmall: ({width, height, least}) =>
    `It is ${width} × ${height} pixels; each side must have at least ${least}.`,
  imageTooNarrow: ({width, height, most}) =>
    `It is ${width} × ${height} pixels; one side may be at most ${most} times the other.`,
  damagedImage: () => 'It is damaged or incomplete.',
  foreignAddress: () => 'I take files from Discord’s own hosts only.',
  fileTooLarge: ({bytes, most}) =>
    `It has ${bytes === undefined ? 'more than that' : mebibytes(bytes)}; at most ${mebibytes(most)} are allowed.`,
  downloadStatus: ({status}) => `Discord answered with HTTP status ${status}.`,
  downloadTimeout: ({seconds}) => `It did not arrive within ${count(seconds)} s.`,
  downloadBroken: () => 'The connection to Discord broke.',
  noImage: () =>
    'That message has no picture. I look for an attached image, or the picture of a link’s preview.',
  optionRange: ({option, least, most, whole, received}) =>
    `\`${nameOf(option)}\`: expected ${whole ? 'a whole number' : 'a number'} from ${decimal(least)} to ${decimal(most)}, received ${received}.`,
  optionChoice: ({option, expected, received}) =>
    `\`${nameOf(option)}\`: expected ${oneOf(expected)}, received ${received}.`,
  styleMissing: ({options}) =>
    `Choose at least one painting: expected ${oneOf(options.map(nameOf))}, received none of them.`,
  tooManyStyles: ({most, received}) =>
    `Expected at most ${most} paintings in one blend, received ${received}.`,
  styleTwice: ({title}) => `Expected different paintings, received ${title} twice.`,
  blendShares: ({option, expected, received}) =>
    `\`${nameOf(option)}\`: expected ${expected === 1 ? 'one share' : `${expected} shares`} above 0 and up to 100, such as ${Array.from({length: expected}, (_, i) => expected - i).join(':')}, received ${received}.`,
  unknownStyle: ({received, close, related}) =>
    `“${received}” is no style I know; ${related ? 'close to it' : 'for example'}: ${close}.`,
  styleStrongest: ({limit}) => `The style is already at its strongest, ${decimal(limit)}.`,
  styleWeakest: ({limit}) => `The style is already at its weakest, ${decimal(limit)}.`,
  largestAlready: ({limit}) => `It already has the largest size allowed here, ${count(limit)} pixels.`,
  noPicture: () => 'This needs a finished picture, and I have none of this one (any more).',
  noFrames: () =>
    'It was painted so quickly that I kept no frames; a larger size or a higher quality has some.',
  timeLapseUnderWay: () => 'A time-lapse for you is being made; one at a time.',
  noGallery: () =>
    'This server has no gallery channel. Somebody who manages it can set one with `/stylize-admin`.',
  galleryClosed: ({channelId}) =>
    `I may not post pictures in the gallery <#${channelId}>; I need View Channel, Send Messages and Attach Files there.`,
  titleWithoutLetters: ({received}) =>
    `\`title\`: expected letters from a to z or digits among its characters, received ${received}.`,
  titleTaken: ({id}) => `\`title\`: there is already a style \`${id}\`; choose another title.`,
  shelfFull: ({most}) => `This server has added ${count(most)} styles, which is the most; remove one first.`,
  notAdded: ({received}) => `“${received}” is none of the styles this server has added.`,
  ownerFull: ({owned, most}) =>
    `You already have ${owned} of at most ${most === 1 ? 'one picture' : `${most} pictures`} waiting or being painted.`,
  listFull: ({most}) => `At most ${count(most)} can be listed; take one off first.`,
  cooldown: ({seconds, until}) =>
    `One picture every ${count(seconds)} s at most; you may ask again ${relative(until)}.`,
  quotaUsed: ({most, until}) =>
    `You have had ${most === 1 ? 'the one picture' : `all ${count(most)} pictures`} of today; there are new ones ${relative(until)}.`,
  blockedUser: () => 'You cannot ask for pictures here.',
  blockedGuild: () => 'My operator does not let me paint in this server.',
  channelNotAllowed: ({allowed}) =>
    `In this server I paint only in ${all(allowed.map((channel) => `<#${channel}>`))}.`,
  roleNeeded: ({roles}) =>
    `In this server I paint only for people with the role ${oneOf(roles.map((role) => `<@&${role}>`))}.`,
  queueFull: ({most, seconds}) =>
    `The queue is full: at most ${count(most)} may wait.${seconds === undefined ? '' : ` The next place frees in about ${count(seconds)} s.`}`,
  inputBlocked: () => 'This server’s moderation does not allow that picture.',
  outputBlocked: () => 'The finished picture was held back by this server’s moderation.',
};

/** The whole answer. A `reason` is one of the sentences above. */
const codes: Readonly<Record<ErrorCode, (reason: string) => string>> = {
  BAD_IMAGE: (reason) => `I cannot paint from that image. ${reason}`,
  ATTACHMENT_REFUSED: (reason) => `I did not take that attachment. ${reason}`,
  DOWNLOAD_FAILED: (reason) => `I could not fetch that attachment, please try again. ${reason}`,
  BAD_OPTION: (reason) => `That does not work. ${reason}`,
  UNKNOWN_STYLE: (reason) => reason,
  QUEUE_FULL: (reason) => `${reason} Please try again later.`,
  QUOTA: (reason) => reason,
  NOT_WELCOME: (reason) => reason,
  UNKNOWN_JOB: () =>
    'I no longer have the photo and settings of that picture. Start a new one with `/stylize`.',
  NOT_ALLOWED: () => 'Only whoever asked for this picture, or somebody who may manage messages, can do that.',
  MODERATED: (reason) => reason,
  MODERATION_FAILED: () =>
    'The picture could not be checked by moderation, so I cannot take it at the moment. Please try again later.',
  SHUTTING_DOWN: () => 'I am restarting. Please try again in a minute.',
  ONLY_IN_SERVERS: () => 'This command works in a server that I am a member of, not here.',
  RENDER_CRASHED: () => 'The painting broke off on my side. Please try again.',
  GIVEN_UP: () =>
    'I broke down again and again over this picture, so I gave it up. A smaller size or a lower quality may work.',
  RENDER_TIMEOUT: () =>
    'The painting took too long and was stopped. A smaller size or a lower quality helps.',
  OUT_OF_MEMORY: () => 'That picture needs more memory than I have. Please try a smaller size.',
  WEIGHTS_UNAVAILABLE: () =>
    'I cannot paint at the moment: my operator has to look after the network’s weights.',
  DEVICE_UNAVAILABLE: () =>
    'I cannot paint at the moment: my operator has to look after the device I paint on.',
  BAD_CONFIG: () => 'I cannot do that at the moment: my operator has to look after my configuration.',
};

export const errors = {
  reasons,
  codes,
  /** A reason that concerns one of several files. */
  about: (option: string, file: string, reason: string) => `\`${nameOf(option)}\` (${file}): ${reason}`,
  bug: (errorId: string) =>
    `Something went wrong on my side. If it happens again, tell my operator the error id \`${errorId}\`.`,
};
