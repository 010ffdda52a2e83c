import type {ErrorCode} from '../../../errors.ts';
import type {Explain} from '../error-text.ts';
import {createNumerals} from '../numerals.ts';
import {calledIn, choiceNames, optionNames} from '../option-names.ts';
import {commands} from './commands.ts';
import {pages} from './pages.ts';

const {decimal, count, mebibytes, oneOf, all} = createNumerals('en');
const relative = (seconds: number): string => `<t:${Math.ceil(seconds)}:R>`;
const nameOf = optionNames(commands.stylize, commands.admin.limits);
const choiceName = choiceNames(commands.stylize);
const called = calledIn(nameOf, pages.tweak.numbers);

/** Sentences that say what is wrong and what would be right. `nameOf(option)` is the name that readers see. */
const reasons: Explain = {
  unreadableImage: ({expected}, file = 'that file') =>
    `I can’t read ${file}. Please send a ${oneOf(expected)}.`,
  unsupportedFormat: ({format, expected}, file = 'That file') =>
    `${file} is a ${format} file, which I can’t read. Please send a ${oneOf(expected)}.`,
  tooManyPixels: ({width, height, most}, file = 'That picture') =>
    `${file} is too large (${decimal((width * height) / 1e6)} megapixels; limit ${decimal(most / 1e6)}).`,
  animatedImage: (_detail, file = 'That picture') => `${file} is animated. Please send a still picture.`,
  imageTooSmall: ({width, height, least}, file = 'That picture') =>
    `${file} is too small (${width} × ${height}; each side needs ${least} pixels).`,
  imageTooNarrow: ({width, height, most}, file = 'That picture') =>
    `${file} is too narrow (${width} × ${height}; at most ${most} times as long as wide).`,
  damagedImage: (_detail, file = 'That file') => `${file} is damaged. Please send another copy.`,
  truncatedImage: (_detail, file = 'That file') => `${file} is incomplete. Please send it again.`,
  tooCostly: (_detail, file = 'That file') =>
    `${file} takes too much memory to read. Please send a smaller copy.`,
  foreignAddress: () => 'I only take files from Discord. Please attach the picture.',
  fileTooLarge: ({bytes, most}, file = 'That file') =>
    `${file} is too large (${bytes === undefined ? '' : `${mebibytes(bytes)}; `}limit ${mebibytes(most)}).`,
  downloadStatus: ({status}, file = 'that file') => `Discord didn’t give me ${file} (HTTP ${status}).`,
  downloadTimeout: (_detail, file = 'That file') => `${file} took too long to arrive.`,
  downloadBroken: (_detail, file = 'that file') => `The connection broke while I was fetching ${file}.`,
  noImage: () => 'That message has no picture.',
  optionRange: ({option, inForm, least, most, whole, received}) =>
    `${called(option, inForm)} must be ${whole ? 'a whole number' : 'a number'} from ${decimal(least)} to ${decimal(most)}, not ${received}.`,
  optionChoice: ({option, expected, received}) =>
    `\`${nameOf(option)}\` must be ${oneOf(expected.map(choiceName))}, not ${received}.`,
  styleMissing: () => 'Choose a painting:',
  tooManyStyles: ({most, received}) => `You can blend ${most} paintings; you chose ${received}.`,
  styleTwice: ({title}) => `You chose ${title} twice.`,
  blendShares: ({expected, given, received}) =>
    given === expected
      ? `I can’t read the shares “${received}”. Write them like ${sharesLike(expected)}.`
      : `You gave ${given} ${given === 1 ? 'share' : 'shares'} for ${expected} ${expected === 1 ? 'painting' : 'paintings'}.`,
  unknownStyle: ({received, related}) =>
    `No “${received}”. ${related ? 'Closest first:' : 'Choose a painting:'}`,
  styleStrongest: () => 'The style is already at its strongest.',
  styleWeakest: () => 'The style is already at its weakest.',
  largestAlready: ({limit}) => `It’s already as large as allowed here (${count(limit)} pixels).`,
  noPicture: () => 'I don’t have this picture (any more).',
  noFrames: () => 'It was painted too quickly for a time-lapse. Try a larger size.',
  timeLapseUnderWay: () => 'I’m already making a time-lapse for you.',
  noGallery: () => 'This server has no gallery. Its managers can set one with `/stylize-admin`.',
  noModerators: () => 'This server takes no reports any more. Please tell its moderators yourself.',
  moderatorsOutOfReach: () => 'I can’t reach the moderators’ channel. Please tell them yourself.',
  reportsUsed: ({most, until}) =>
    `Thank you for looking out. You’ve sent this server’s moderators ${count(most)} reports within an hour, the most I pass on. You can report again ${relative(until)}; if it’s urgent, please write to them yourself.`,
  galleryClosed: ({channelId}) =>
    `I can’t post in <#${channelId}>. I need View Channel, Send Messages and Attach Files there.`,
  titleWithoutLetters: () => 'The title needs some letters (a–z) or digits.',
  titleTaken: () => 'That title is taken. Please choose another.',
  shelfFull: ({most}) =>
    `This server has ${count(most)} styles of its own, the most allowed. Remove one first.`,
  notAdded: ({received}) => `“${received}” is not one of this server’s own styles.`,
  ownerFull: ({owned, most}) =>
    `You already have ${owned === 1 ? 'a picture' : `${owned} pictures`} in progress (limit ${most}). Cancel one with \`/${commands.queue.name}\`, or wait.`,
  notYours: () => 'Only the person who requested this picture, or a moderator, can do that.',
  notYourBell: () => 'Only the person who requested this picture can be notified of it.',
  listFull: ({most}) => `The list is full (${count(most)} entries). Remove one first.`,
  cooldown: ({until}) => `You can ask again ${relative(until)}.`,
  quotaUsed: ({until}) => `You’ve used today’s pictures. You can ask again ${relative(until)}.`,
  paused: ({why}) =>
    `I’m paused: my operator takes no new pictures for now${why === undefined ? '' : ` (${why})`}. Please try again later.`,
  unknownServer: ({received}) => `I’m not in a server with the id “${received}”.`,
  blockedByConfiguration: ({variable}) => `My configuration blocks them. Change \`${variable}\` instead.`,
  notBlocked: ({received}) => `${received} is not blocked.`,
  optionMissing: ({options}) => `Please give ${oneOf(options.map((option) => `\`${option}\``))}.`,
  blockedUser: () => 'You can’t ask for pictures here.',
  blockedGuild: () => 'I’m not allowed to paint in this server.',
  channelNotAllowed: ({allowed}) => `Here I paint only in ${all(allowed.map((channel) => `<#${channel}>`))}.`,
  roleNeeded: ({roles}) => `Here I paint only for ${oneOf(roles.map((role) => `<@&${role}>`))}.`,
  queueFull: ({seconds}) =>
    `The queue is full.${seconds === undefined ? ' Please try again later.' : ` There should be room in about ${count(seconds)} s.`}`,
  diskFull: () => 'My disk is full. Please tell my operator.',
  diskReadOnly: () => 'My disk is read-only. Please tell my operator.',
  diskForbidden: () => 'I’m not allowed to write to my disk. Please tell my operator.',
  diskBroken: () => 'My stored data is damaged. Please tell my operator.',
  inputBlocked: () => 'Moderation doesn’t allow that picture.',
  outputBlocked: () => 'Moderation held back the finished picture.',
};

/** For example `2:1`. */
function sharesLike(count: number): string {
  return Array.from({length: count}, (_, index) => count - index).join(':');
}

/** Whole answers. `reason` is one of the sentences above. */
const codes: Readonly<Record<ErrorCode, (reason: string) => string>> = {
  BAD_IMAGE: (reason) => reason,
  ATTACHMENT_REFUSED: (reason) => reason,
  DOWNLOAD_FAILED: (reason) => `${reason} Please try again.`,
  BAD_OPTION: (reason) => reason,
  UNKNOWN_STYLE: (reason) => reason,
  QUEUE_FULL: (reason) => reason,
  QUOTA: (reason) => reason,
  NOT_WELCOME: (reason) => reason,
  UNKNOWN_JOB: () => 'I no longer have this picture’s photo. Start a new one with `/stylize`.',
  PAUSED: (reason) => reason,
  OWNERS_ONLY: () => 'Only the people who run me can use this.',
  NOT_ALLOWED: (reason) => reason,
  MODERATED: (reason) => reason,
  MODERATION_FAILED: () => 'Moderation couldn’t check the picture. Please try again later.',
  SHUTTING_DOWN: () => 'I’m restarting. Please try again in a minute.',
  ONLY_IN_SERVERS: () => 'This works only in servers that I’m in.',
  RENDER_CRASHED: () => 'Something broke on my side. Please try again.',
  GIVEN_UP: () => 'I crashed several times on this picture. Try a smaller size or a lower quality.',
  RENDER_TIMEOUT: () => 'This took too long, so I stopped. Try a smaller size or a lower quality.',
  OUT_OF_MEMORY: () => 'This needs more memory than I have. Try a smaller size.',
  WEIGHTS_UNAVAILABLE: () =>
    'I can’t paint right now. Please tell my operator to check the network’s weights.',
  DEVICE_UNAVAILABLE: () =>
    'I can’t paint right now. Please tell my operator to check the device I paint on.',
  BROKEN_INSTALLATION: () => 'I can’t paint right now. Please tell my operator to repair my installation.',
  STORAGE: (reason) => reason,
  BAD_CONFIG: () => 'I can’t do that right now. Please tell my operator to check my configuration.',
};

export const errors = {
  reasons,
  codes,
  bug: (errorId: string) =>
    `Something went wrong on my side. If it happens again, tell my operator the error id \`${errorId}\`.`,
};
