/**
 * Why something expected failed, as plain data that survives the trip between processes and can be said in any
 * language. An error's `message` says the same in English for the log.
 */
export interface ErrorDetails {
  /** `expected`: names of formats. */
  unreadableImage: {expected: readonly string[]};
  /** `format`: a name that people know. `expected`: names of formats. */
  unsupportedFormat: {format: string; expected: readonly string[]};
  /** `most`: for a file of that kind, by what decoding it costs. */
  tooManyPixels: {width: number; height: number; most: number};
  animatedImage: {frames: number};
  imageTooSmall: {width: number; height: number; least: number};
  /** `most`: longest side over shortest side. */
  imageTooNarrow: {width: number; height: number; most: number};
  damagedImage: object;
  /** The file ends before its picture does. */
  truncatedImage: object;
  /** Decoding it took more memory or time than allowed. */
  tooCostly: object;
  foreignAddress: object;
  /** `bytes` is absent when the file was not read to its end. */
  fileTooLarge: {bytes?: number; most: number};
  downloadStatus: {status: number};
  downloadTimeout: {seconds: number};
  downloadBroken: object;
  /** A message without a picture. */
  noImage: object;
  /** `inForm`: it was typed into the form, whose fields have labels. */
  optionRange: {
    option: string;
    least: number;
    most: number;
    whole: boolean;
    received: string;
    inForm?: boolean;
  };
  optionChoice: {option: string; expected: readonly string[]; received: string};
  /** `options`: those that would give a style. */
  styleMissing: {options: readonly string[]};
  tooManyStyles: {most: number; received: number};
  styleTwice: {title: string};
  /** How many shares were expected and given. */
  blendShares: {option: string; expected: number; given: number; received: string};
  /** `close`: known styles, ready to show; `related`: they resemble what came. */
  unknownStyle: {received: string; close: string; related: boolean};
  styleStrongest: {limit: number};
  styleWeakest: {limit: number};
  /** `limit`: pixels. */
  largestAlready: {limit: number};
  /** The job has no finished picture, which the request needs. */
  noPicture: object;
  /** The job has no frames, which a time-lapse needs. */
  noFrames: object;
  timeLapseUnderWay: object;
  noGallery: object;
  /** The guild has no channel where its moderators hear of reports. */
  noModerators: object;
  /** The bot may not post in that channel. */
  moderatorsOutOfReach: object;
  /** As many reports as one person may send in an hour. `until`: seconds since 1970. */
  reportsUsed: {most: number; until: number};
  /** Only the requester and moderators may do this. */
  notYours: object;
  /** Only the requester may be notified. */
  notYourBell: object;
  /** The bot may not post there. */
  galleryClosed: {channelId: string};
  titleWithoutLetters: {received: string};
  /** `id`: the id of the existing style. */
  titleTaken: {id: string};
  shelfFull: {most: number};
  /** The guild has not added this style itself. */
  notAdded: {received: string};
  ownerFull: {owned: number; most: number};
  listFull: {most: number};
  /** `until`: seconds since 1970. */
  cooldown: {seconds: number; until: number};
  quotaUsed: {most: number; until: number};
  /** `why`: in an owner's words. */
  paused: {why?: string};
  /** The bot is not in this server. `received`: what was given as its id. */
  unknownServer: {received: string};
  /** The configuration blocks this id. */
  blockedByConfiguration: {variable: string};
  notBlocked: {received: string};
  /** Something that a command needs is missing. `options`: one of them would do. */
  optionMissing: {options: readonly string[]};
  blockedUser: object;
  blockedGuild: object;
  /** `allowed`: ids. */
  channelNotAllowed: {allowed: readonly string[]};
  roleNeeded: {roles: readonly string[]};
  queueFull: {most: number; seconds?: number};
  /** What is wrong with the data folder. */
  diskFull: object;
  diskReadOnly: object;
  diskForbidden: object;
  diskBroken: object;
  inputBlocked: object;
  outputBlocked: object;
}

/** One reason with its data. */
export type ErrorDetailOf<Reason extends keyof ErrorDetails> = {
  readonly reason: Reason;
} & ErrorDetails[Reason];
export type ErrorDetail = {[Reason in keyof ErrorDetails]: ErrorDetailOf<Reason>}[keyof ErrorDetails];
