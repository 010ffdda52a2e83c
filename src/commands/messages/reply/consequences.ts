import {RESTJSONErrorCodes as Code, DiscordAPIError} from 'discord.js';

/**
 * What follows when Discord refuses to show a message:
 * - `again`: the trouble passes, so the same is tried later
 * - `gone`: somebody deleted the message, so nothing more is shown
 * - `token`: the interaction's token is of no use, so the bot's own token is used
 * - `smaller`: the file is refused, so a smaller one is tried, then another way
 * - `unlinked`: a new message may not answer another one, so it is posted without the link
 * - `elsewhere`: this way is closed for good, so the next one is tried
 */
export type Consequence = 'again' | 'gone' | 'token' | 'smaller' | 'unlinked' | 'elsewhere';

/**
 * Discord's error codes that a message can meet (“Opcodes and Status Codes” in its documentation). Other refusals count
 * as `elsewhere`. The table in docs/reliability.md says the same, and a test compares them.
 */
export const consequences: Readonly<Record<Consequence, readonly Code[]>> = {
  again: [
    Code.GeneralError,
    Code.ActionCannotBePerformedDueToSlowmodeRateLimit,
    Code.AnnouncementEditLimitExceeded,
    Code.ChannelSendRateLimit,
    Code.ServerSendRateLimit,
    Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
    Code.Unauthorized,
    Code.OpeningDirectMessagesTooFast,
    Code.SendMessagesHasBeenTemporarilyDisabled,
    Code.FeatureTemporarilyDisabledServerSide,
    Code.ServiceResourceIsBeingRateLimited,
    Code.CloudflareIsBlockingYourRequest,
    Code.InvalidToken,
    Code.APIResourceOverloaded,
  ],
  gone: [Code.UnknownMessage],
  token: [
    Code.UnknownWebhook,
    Code.UnknownInteraction,
    Code.ApplicationInteractionFailedToSend,
    Code.ThisInteractionHasHitTheMaximumNumberOfFollowUpMessages,
    Code.InvalidWebhookToken,
  ],
  smaller: [
    Code.MaximumNumberOfAttachmentsInAMessageReached,
    Code.RequestEntityTooLarge,
    Code.FileUploadedExceedsMaximumSize,
    Code.InvalidFileUploaded,
    Code.ProvidedFileIsInvalid,
    Code.ProvidedFileTypeIsInvalid,
    Code.FailedToResizeAssetBelowTheMaximumSize,
    Code.UploadedFileNotFound,
  ],
  unlinked: [
    Code.CannotReplyWithoutPermissionToReadMessageHistory,
    Code.CannotReferenceAMessageWithoutPermissionToReadMessageHistory,
    Code.NSFWChannelMessageReferenceNotAllowed,
  ],
  elsewhere: [
    Code.UnknownChannel,
    Code.UnknownGuild,
    Code.UnknownUser,
    Code.ExplicitContentCannotBeSentToTheDesiredRecipient,
    Code.MaximumThreadParticipantsReached,
    Code.VerifyYourAccount,
    Code.UserBannedFromThisGuild,
    Code.ConnectionHasBeenRevoked,
    Code.CannotSendAMessageInAForumChannel,
    Code.MissingAccess,
    Code.InvalidAccountType,
    Code.CannotExecuteActionOnDMChannel,
    Code.CannotEditMessageAuthoredByAnotherUser,
    Code.CannotSendAnEmptyMessage,
    Code.CannotSendMessagesToThisUser,
    Code.CannotSendMessagesInNonTextChannel,
    Code.ChannelVerificationLevelTooHighForYouToGainAccess,
    Code.MissingPermissions,
    Code.CannotExecuteActionOnSystemMessage,
    Code.CannotExecuteActionOnThisChannelType,
    Code.InvalidRecipients,
    Code.InvalidFormBodyOrContentType,
    Code.InvalidGuild,
    Code.InvalidMessageType,
    Code.InvalidActionOnArchivedThread,
    Code.ServerNotAvailableInYourLocation,
    Code.RequestBodyContainsInvalidJSON,
    Code.TheUserAccountMustFirstBeVerified,
    Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
    Code.ThreadLocked,
    Code.MaximumActiveThreads,
    Code.MaximumActiveAnnouncementThreads,
    Code.MessageWasBlockedByAutomaticModeration,
    Code.TitleWasBlockedByAutomaticModeration,
    Code.MessageBlockedByHarmfulLinksFilter,
    Code.AccessToFileUploadsHasBeenLimitedForThisGuild,
  ],
};

const byCode = new Map<unknown, Consequence>(
  Object.entries(consequences).flatMap(([consequence, codes]) =>
    codes.map((code): [Code, Consequence] => [code, consequence as Consequence]),
  ),
);

const tooLarge = 413;

/**
 * Only an answer of Discord itself closes a way for good. Everything else may pass: broken connections, timeouts,
 * answers without Discord's error code, and faults of this program, which a newer version may mend.
 */
export function consequenceOf(error: unknown): Consequence {
  if (!(error instanceof DiscordAPIError)) return 'again';
  const {status, code} = error;
  if (status === tooLarge) return 'smaller';
  if (status >= 500 || status === 429 || status === 408) return 'again';
  return byCode.get(code) ?? (typeof code === 'number' ? 'elsewhere' : 'again');
}

/** Discord may have done what was asked, though its answer did not arrive. */
export function isFateUnknown(error: unknown): boolean {
  return !(error instanceof DiscordAPIError) || error.status >= 500;
}

/** The bot cannot reach the message, so there is nothing it could remove. */
export function isOutOfSight(error: unknown): boolean {
  const codes: readonly unknown[] = [
    Code.UnknownMessage,
    Code.UnknownChannel,
    Code.MissingAccess,
    Code.MissingPermissions,
  ];
  return error instanceof DiscordAPIError && codes.includes(error.code);
}

/** The interaction's token is refused; a webhook's 401 need not have a code. */
export function isTokenRefused(error: unknown): boolean {
  return consequenceOf(error) === 'token' || (error instanceof DiscordAPIError && error.status === 401);
}
