import {
  ApplicationIntegrationType,
  type BaseInteraction,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';
import {defaultUploadLimitBytes} from './attachments/fit-upload.ts';
import {ChannelMessage} from './reply/channel-message.ts';
import {InteractionReply} from './reply/interaction-reply.ts';
import type {ReplyTarget} from './reply/reply-target.ts';
import type {Rest} from './services.ts';

/** Where a job shows itself and what that place allows. */
export interface Conversation {
  target: ReplyTarget;
  uploadLimitBytes: number;
  /** Reactions are worth a try; the attempt may still be refused. */
  canReact: boolean;
}

/** What an interaction says about the place it comes from. */
export type Origin = Pick<
  BaseInteraction,
  'applicationId' | 'token' | 'attachmentSizeLimit' | 'guildId' | 'context' | 'appPermissions'
> & {authorizingIntegrationOwners: Partial<Record<ApplicationIntegrationType, string>>};

const {ViewChannel, ReadMessageHistory, AddReactions} = PermissionFlagsBits;

/** The reply to an acknowledged interaction. */
export function conversationOf(rest: Rest, origin: Origin): Conversation {
  const {applicationId, token, attachmentSizeLimit, guildId, appPermissions} = origin;
  const present = isBotPresent(origin);
  const may = (permissions: bigint) => present && (!guildId || appPermissions.has(permissions));
  return {
    target: new InteractionReply(rest, {applicationId, token, botMayEdit: may(ViewChannel)}),
    uploadLimitBytes: attachmentSizeLimit,
    canReact: may(ViewChannel | ReadMessageHistory | AddReactions),
  };
}

/** A new message that answers another one. */
export function answerTo(rest: Rest, message: {id: string; channelId: string}): Conversation {
  const target = new ChannelMessage(rest, {channelId: message.channelId, replyTo: message.id});
  return {target, uploadLimitBytes: defaultUploadLimitBytes, canReact: true};
}

/** Installed by a user only, the bot may answer in places where it is no member and can do nothing else. */
function isBotPresent({context, authorizingIntegrationOwners: owners}: Origin): boolean {
  return (
    context === InteractionContextType.BotDM || owners[ApplicationIntegrationType.GuildInstall] !== undefined
  );
}
