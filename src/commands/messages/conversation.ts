import {
  ApplicationIntegrationType,
  type BaseInteraction,
  InteractionContextType,
  type InteractionDeferReplyOptions,
  type MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import type {JobRecord} from '../../jobs/job.ts';
import {defaultUploadLimitBytes} from '../attachments/fit-upload.ts';
import {messageAt} from './reply/message-at.ts';
import type {ReplyTarget} from './reply/reply-target.ts';
import type {Rest} from './reply/rest.ts';

/** Where a job shows its progress, what that place allows and how to reach it, as kept in the job's record. */
export type Place = Pick<JobRecord, 'guildId' | 'channelId' | 'locale' | 'ephemeral' | 'replyKey'> &
  Required<Pick<JobRecord, 'reply'>>;

export interface Conversation {
  place: Place;
  /** The message itself. */
  target: ReplyTarget;
}

/** What an interaction says about where it comes from. */
export type Origin = Pick<
  BaseInteraction,
  | 'applicationId'
  | 'token'
  | 'attachmentSizeLimit'
  | 'guildId'
  | 'channelId'
  | 'locale'
  | 'context'
  | 'appPermissions'
> & {
  authorizingIntegrationOwners: Partial<Record<ApplicationIntegrationType, string>>;
  /** As `deferReply` left it. */
  ephemeral: boolean | null;
};

const {ViewChannel, ReadMessageHistory, AddReactions} = PermissionFlagsBits;

/** The message that an acknowledgement made. */
interface Reply {
  id: string;
  channelId?: string;
}

/** Interaction tokens are valid for 15 minutes (Discord's documentation, “Receiving and Responding”). */
const tokenLifeMs = 15 * 60_000;

/** An interaction that can be acknowledged with “… is thinking”. */
export type Deferrable = Origin & {
  deferReply(
    options: Omit<InteractionDeferReplyOptions, 'withResponse'> & {withResponse: true},
  ): Promise<{resource: {message: Reply | null} | null}>;
};

/**
 * Acknowledges an interaction; the reply comes later. The reply's message id is known from here on, so that another
 * process can find and edit it from the job's record, even after the token has expired.
 */
export async function deferReply(
  rest: Rest,
  interaction: Deferrable,
  options: {flags?: MessageFlags.Ephemeral} = {},
): Promise<Conversation> {
  const {resource} = await interaction.deferReply({...options, withResponse: true});
  return conversationOf(rest, interaction, resource?.message ?? undefined);
}

/** An interaction that can be acknowledged without an answer, so that the message with the component stays. */
export type Followable = Origin & {
  deferUpdate(): Promise<unknown>;
  followUp(options: {content: string; flags?: MessageFlags.Ephemeral}): Promise<Reply>;
};

/**
 * Answers a component that was acknowledged with `deferUpdate`, in a new message, which begins with `content`. The message
 * with the component stays.
 */
export async function followUp(
  rest: Rest,
  interaction: Followable,
  {content, flags}: {content: string; flags?: MessageFlags.Ephemeral},
): Promise<Conversation> {
  const message = await interaction.followUp({content, ...(flags && {flags})});
  return conversationOf(rest, interaction, message, {isFollowUp: true, ephemeral: flags !== undefined});
}

/** The reply to an interaction that has just been acknowledged, or a later answer to it. */
export function conversationOf(
  rest: Rest,
  origin: Origin,
  message?: Reply,
  {isFollowUp = false, ephemeral = origin.ephemeral === true} = {},
): Conversation {
  const {applicationId, token: value, attachmentSizeLimit, guildId, appPermissions} = origin;
  const channelId = origin.channelId ?? message?.channelId ?? '';
  const present = isBotPresent(origin) && !ephemeral && channelId !== '';
  const may = (permissions: bigint) => present && (!guildId || appPermissions.has(permissions));
  const place: Place = {
    ...(guildId && {guildId}),
    channelId,
    locale: origin.locale,
    ephemeral,
    ...(message && {replyKey: message.id}),
    reply: {
      applicationId,
      token: {value, expiresAt: new Date(Date.now() + tokenLifeMs).toISOString()},
      botMayEdit: may(ViewChannel),
      canReact: may(ViewChannel | ReadMessageHistory | AddReactions),
      uploadLimitBytes: attachmentSizeLimit,
      ...(isFollowUp && {isFollowUp}),
    },
  };
  return {place, target: messageAt(rest, place)};
}

/** A new message that answers a job's message. It uses the job's language, because the reader's is unknown. */
export function answerTo(
  rest: Rest,
  message: {id: string; channelId: string},
  {guildId, locale}: Pick<JobRecord, 'guildId' | 'locale'>,
): Conversation {
  const place: Place = {
    ...(guildId !== undefined && {guildId}),
    channelId: message.channelId,
    locale,
    ephemeral: false,
    reply: {
      replyTo: message.id,
      botMayEdit: true,
      canReact: true,
      uploadLimitBytes: defaultUploadLimitBytes,
    },
  };
  return {place, target: messageAt(rest, place)};
}

/** If only a user installed the bot, it may answer where it is not a member, but it can do nothing else there. */
function isBotPresent({context, authorizingIntegrationOwners: owners}: Origin): boolean {
  return (
    context === InteractionContextType.BotDM || owners[ApplicationIntegrationType.GuildInstall] !== undefined
  );
}
