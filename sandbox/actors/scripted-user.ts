/**
 * A scripted person who uses the bot through a Discord client. Anything the client does not allow throws a
 * `ClientRefusal`; the returned handles show how the bot reacts to the rest.
 */
import {
  type APIApplicationCommandOptionChoice,
  EmbedType,
  MessageFlags,
  MessageType,
} from 'discord-api-types/v10';
import {ChannelHandle} from '../handles/channel-handle.ts';
import type {InteractionHandle} from '../handles/interaction-handle.ts';
import {MessageHandle} from '../handles/message-handle.ts';
import {may, type PermissionName} from '../permissions.ts';
import type {Services} from '../services.ts';
import {type Emoji, emojiKey, parseEmoji} from '../state/emoji.ts';
import {mentionedUsers} from '../state/mentions.ts';
import type {ChannelRecord, MessageRecord, UserRecord} from '../state/model.ts';
import type {OptionValues} from './command-options.ts';
import {startAutocomplete, startChatCommand, startMessageCommand} from './commands.ts';
import {type ButtonQuery, chooseOptions, clickButton, type SelectQuery} from './components.ts';
import type {FileInput} from './file.ts';
import {type ModalValues, sendModal} from './modals.ts';
import {ClientRefusal} from './refusal.ts';

export interface PlaceOptions {
  /** Default: the first channel of the first guild. */
  channel?: ChannelHandle;
  /** True: in direct messages with the bot instead. */
  dm?: boolean;
  /** True: the command comes from the user's own installation of the app. */
  userInstall?: boolean;
}

export class ScriptedUser {
  readonly record: UserRecord;
  readonly #services: Services;
  /** Ephemeral messages this user has dismissed. Nobody else notices. */
  readonly #dismissed = new Set<string>();

  constructor(services: Services, record: UserRecord) {
    this.#services = services;
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  /** Their direct messages with the bot. */
  get dm(): ChannelHandle {
    return new ChannelHandle(this.#services, this.#services.world.openDm(this.record));
  }

  /** Runs a chat command: `stylize`, or `queue clear` for a subcommand. */
  slash(name: string, values: OptionValues = {}, options: PlaceOptions = {}): Promise<InteractionHandle> {
    const channel = this.#place(options);
    this.#open(channel);
    const call = {
      user: this.record,
      channel,
      name,
      values,
      userInstall: options.userInstall,
    };
    return startChatCommand(this.#services, call);
  }

  /** The choices the client offers for the option `focused`, given the values typed so far. */
  async autocomplete(
    name: string,
    values: OptionValues,
    focused: string,
    options: PlaceOptions = {},
  ): Promise<APIApplicationCommandOptionChoice[]> {
    const call = {
      user: this.record,
      channel: this.#place(options),
      name,
      values,
      userInstall: options.userInstall,
    };
    const handle = await startAutocomplete(this.#services, call, focused);
    return handle.waitForChoices();
  }

  /** Runs a command from the menu of a message. */
  messageCommand(
    name: string,
    message: MessageHandle,
    options: {userInstall?: boolean} = {},
  ): InteractionHandle {
    const {record} = this.#see(message);
    this.#open(record.channel);
    return startMessageCommand(this.#services, {
      user: this.record,
      channel: record.channel,
      name,
      message: record,
      userInstall: options.userInstall,
    });
  }

  click(message: MessageHandle, button: ButtonQuery): InteractionHandle {
    return clickButton(this.#services, this.record, this.#use(message), button);
  }

  select(message: MessageHandle, menu: SelectQuery, values: readonly string[]): InteractionHandle {
    return chooseOptions(this.#services, this.record, this.#use(message), menu, values);
  }

  /** Fills in and sends the modal that answered one of this user's interactions. */
  submitModal(shownBy: InteractionHandle, values: ModalValues): Promise<InteractionHandle> {
    return sendModal(this.#services, this.record, shownBy.record, values);
  }

  react(message: MessageHandle, emoji: string): void {
    const record = this.#use(message);
    if (record.visibleTo) throw new ClientRefusal('ephemeral messages carry no reactions');
    const parsed = this.#emojiOn(record, emoji);
    const isNew = !record.reactions.has(emojiKey(parsed));
    if (isNew) this.#require(record.channel, 'AddReactions', 'add reactions');
    this.#services.messages.react(record, parsed, this.record);
  }

  unreact(message: MessageHandle, emoji: string): void {
    const {record} = this.#see(message);
    if (!this.#services.messages.unreact(record, this.#emojiOn(record, emoji), this.record.id)) {
      throw new ClientRefusal(`${this.record.username} has not reacted with ${emoji}`);
    }
  }

  /** Posts a message. `previews` are the pictures Discord fetches for its links. */
  async send(
    content: string,
    options: PlaceOptions & {files?: readonly FileInput[]; previews?: readonly FileInput[]} = {},
  ): Promise<MessageHandle> {
    const channel = this.#place(options);
    this.#require(channel, sendingIn(channel), 'send messages');
    this.#open(channel);
    const {attachments, messages} = this.#services;
    const store = (inputs: readonly FileInput[] = []) =>
      Promise.all(
        inputs.map(({file}) => attachments.add(`attachments/${channel.id}`, file, {ephemeral: false})),
      );
    const [files, previews] = await Promise.all([store(options.files), store(options.previews)]);
    const embeds = previews.map((preview) => ({
      type: EmbedType.Image,
      url: `https://pictures.example/${preview.filename}`,
      thumbnail: {
        url: `https://pictures.example/${preview.filename}`,
        proxy_url: attachments.signedUrl(preview),
      },
    }));
    const type = MessageType.Default;
    const mentions = mentionedUsers(this.#services.world, content, undefined);
    return new MessageHandle(
      this.#services,
      messages.create({channel, author: this.record, type, content, files, embeds, mentions}),
    );
  }

  /** Tells others that this user is typing, as the client does after the first letters. */
  startTyping(options: PlaceOptions = {}): void {
    const channel = this.#place(options);
    this.#require(channel, 'SendMessages', 'send messages');
    this.#services.events.emit({type: 'typingStarted', channel, user: this.record});
  }

  /** Deletes their own message or, with Manage Messages in a guild, anybody's. Ephemeral ones are only dismissed. */
  deleteMessage(message: MessageHandle): void {
    const {record} = this.#see(message);
    if (record.visibleTo) {
      this.#dismissed.add(record.id);
      return;
    }
    if (record.author.id !== this.record.id) {
      if (record.channel.kind !== 'guild')
        throw new ClientRefusal('in direct messages people can delete only their own messages');
      this.#require(record.channel, 'ManageMessages', "delete other people's messages");
    }
    this.#services.messages.delete(record);
  }

  /** Closes or opens their direct messages to the bot, in their privacy settings. */
  acceptDirectMessages(accepts: boolean): void {
    this.record.acceptsDirectMessages = accepts;
  }

  /** The messages this user sees in `channel`, oldest first. */
  visibleMessages(channel: ChannelHandle): MessageHandle[] {
    return channel.messages.filter((message) => this.sees(message.record));
  }

  /** Whether this user sees the message: it is not deleted or dismissed, and they may see its channel. */
  sees(message: MessageRecord): boolean {
    if (message.deletedAt !== undefined || this.#dismissed.has(message.id)) return false;
    if (message.visibleTo) return message.visibleTo.id === this.id;
    return may(message.channel, this.record, 'ViewChannel');
  }

  #see(message: MessageHandle): MessageHandle {
    if (this.sees(message.record)) {
      if ((message.record.flags & MessageFlags.Loading) === 0) return message;
      throw new ClientRefusal('the message is still loading');
    }
    const state = message.deleted ? 'is deleted' : 'is not visible to them';
    throw new ClientRefusal(`${this.record.username} cannot use message ${message.id}, which ${state}`);
  }

  #use(message: MessageHandle): MessageRecord {
    const {record} = this.#see(message);
    this.#open(record.channel);
    return record;
  }

  /** The client reopens an archived thread before it does anything there. */
  #open(channel: ChannelRecord): void {
    if (channel.kind !== 'guild' || !channel.thread) return;
    const {archived, locked} = channel.thread;
    if (locked) this.#require(channel, 'ManageThreads', 'use the locked thread');
    if (archived) this.#services.world.changeThread(channel, {archived: false});
  }

  #place(options: PlaceOptions): ChannelRecord {
    const channel = options.dm ? this.dm.record : (options.channel?.record ?? this.#firstChannel());
    this.#require(channel, 'ViewChannel', 'see the channel');
    return channel;
  }

  #firstChannel(): ChannelRecord {
    for (const guild of this.#services.world.guilds.values()) {
      for (const channel of guild.channels.values()) return channel;
    }
    throw new ClientRefusal('the sandbox has no guild channel');
  }

  #require(channel: ChannelRecord, permission: PermissionName, what: string): void {
    if (may(channel, this.record, permission)) return;
    const place = channel.kind === 'guild' ? `#${channel.name}` : 'these direct messages';
    throw new ClientRefusal(`${this.record.username} may not ${what} in ${place}`);
  }

  /** The emoji as it already stands on the message, otherwise as given. */
  #emojiOn(message: MessageRecord, text: string): Emoji {
    const parsed = parseEmoji(text);
    if (!parsed) throw new ClientRefusal(`"${text}" is not an emoji`);
    return message.reactions.get(emojiKey(parsed))?.emoji ?? parsed;
  }
}

function sendingIn(channel: ChannelRecord): PermissionName {
  return channel.kind === 'guild' && channel.thread ? 'SendMessagesInThreads' : 'SendMessages';
}
