/** Messages as the API shows them to the bot. URLs are newly signed each time, as Discord does on every fetch. */
import {type APIAttachment, type APIMessage, type APIReaction, MessageType} from 'discord-api-types/v10';
import type {AttachmentStore, StoredFile} from '../attachments/store.ts';
import type {MessageRecord} from '../state/model.ts';
import {componentPayloads, embedPayloads, filesShownByEmbeds} from './components.ts';
import {userPayload} from './people.ts';

/** A blurred copy of a picture as a ThumbHash; here always the same one. */
const placeholder = {placeholder: 'YJqGPQw7sFlslqhFafSE+Q6oJ1h2iHB2Rw==', placeholder_version: 1};

export class MessagePayloads {
  readonly #attachments: AttachmentStore;
  readonly #botId: string;

  constructor(parts: {attachments: AttachmentStore; botId: string}) {
    this.#attachments = parts.attachments;
    this.#botId = parts.botId;
  }

  message(message: MessageRecord): APIMessage {
    const {channel, reference} = message;
    // Discord looks up what a reply answers, but not its reactions; null stands for a message that is deleted.
    if (message.type !== MessageType.Reply || !reference?.message_id) return this.#alone(message);
    const answered = channel.messages.get(reference.message_id);
    if (!answered) return {...this.#alone(message), referenced_message: null};
    const {reactions: _, ...basic} = this.#alone(answered);
    return {...this.#alone(message), referenced_message: basic};
  }

  #alone(message: MessageRecord): APIMessage {
    const source = {files: message.files, sign: (file: StoredFile) => this.#attachments.signedUrl(file)};
    const shownByEmbeds = filesShownByEmbeds(message.embeds, message.files);
    const {interaction} = message;
    return {
      id: message.id,
      channel_id: message.channel.id,
      type: message.type,
      author: userPayload(message.author),
      content: message.content,
      timestamp: new Date(message.createdAt).toISOString(),
      edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
      flags: message.flags,
      attachments: message.files
        .filter((file) => !shownByEmbeds.has(file))
        .map((file) => this.attachment(file)),
      embeds: embedPayloads(message.embeds, source),
      components: componentPayloads(message.components, source),
      mentions: message.mentions.map(userPayload),
      mention_roles: [],
      mention_everyone: false,
      pinned: false,
      tts: false,
      ...(message.reactions.size > 0 && {reactions: this.#reactions(message)}),
      ...(message.nonce !== undefined && {nonce: message.nonce}),
      ...(message.reference && {
        message_reference: {
          ...message.reference,
          ...(message.channel.kind === 'guild' && {guild_id: message.channel.guild.id}),
        },
      }),
      ...(interaction && {
        webhook_id: interaction.applicationId,
        application_id: interaction.applicationId,
        interaction_metadata: interaction.metadata,
      }),
      ...(interaction?.commandName && {
        interaction: {
          id: interaction.metadata.id,
          type: interaction.metadata.type,
          name: interaction.commandName,
          user: interaction.metadata.user,
        },
      }),
    };
  }

  attachment(file: StoredFile): APIAttachment {
    const url = this.#attachments.signedUrl(file);
    return {
      id: file.id,
      filename: file.filename,
      size: file.size,
      url,
      proxy_url: url,
      ...(file.contentType && {content_type: file.contentType}),
      ...(file.width !== undefined && {width: file.width}),
      ...(file.height !== undefined && {height: file.height, ...placeholder}),
      ...(file.description && {description: file.description}),
      ...(file.title && {title: file.title}),
      ...(file.ephemeral && {ephemeral: true}),
      ...(file.flags && {flags: file.flags}),
    };
  }

  #reactions(message: MessageRecord): APIReaction[] {
    return [...message.reactions.values()].map((reaction) => ({
      emoji: {id: reaction.emoji.id, name: reaction.emoji.name},
      count: reaction.userIds.size,
      count_details: {normal: reaction.userIds.size, burst: 0},
      me: reaction.userIds.has(this.#botId),
      me_burst: false,
      burst_colors: [],
    }));
  }
}
