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

const reactionPermissions =
  PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory | PermissionFlagsBits.AddReactions;

/** The reply to an acknowledged interaction. */
export function conversationOf(rest: Rest, interaction: BaseInteraction): Conversation {
  const {applicationId, token, attachmentSizeLimit} = interaction;
  const present = isBotPresent(interaction);
  return {
    target: new InteractionReply(rest, {applicationId, token, botMayEdit: present}),
    uploadLimitBytes: attachmentSizeLimit,
    canReact: present && (!interaction.guildId || interaction.appPermissions.has(reactionPermissions)),
  };
}

/** A new message that answers another one. */
export function answerTo(rest: Rest, message: {id: string; channelId: string}): Conversation {
  const target = new ChannelMessage(rest, {channelId: message.channelId, replyTo: message.id});
  return {target, uploadLimitBytes: defaultUploadLimitBytes, canReact: true};
}

/** Installed by a user only, the bot may answer in places where it is no member and can do nothing else. */
function isBotPresent({context, authorizingIntegrationOwners: owners}: BaseInteraction): boolean {
  return (
    context === InteractionContextType.BotDM || owners[ApplicationIntegrationType.GuildInstall] !== undefined
  );
}
