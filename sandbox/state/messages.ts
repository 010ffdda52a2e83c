/**
 * Messages and their reactions. Every change goes through here, in this order: the record changes, new content joins
 * its history, and the event hub announces it.
 */
import {MessageFlags} from 'discord-api-types/v10';
import type {Clock} from '../clock.ts';
import type {EventHub} from '../events.ts';
import type {MessagePayloads} from '../payloads/message.ts';
import type {SnowflakeSource} from '../snowflake.ts';
import {type Emoji, emojiKey} from './emoji.ts';
import type {ChannelRecord, MessageRecord, ReactionRecord, UserRecord} from './model.ts';

/** What a message says and shows: the part an edit can change. */
export type MessageContent = Pick<
  MessageRecord,
  'content' | 'embeds' | 'components' | 'files' | 'flags' | 'mentions'
>;

export type NewMessage = Pick<MessageRecord, 'channel' | 'author' | 'type'> &
  Partial<Pick<MessageRecord, 'visibleTo' | 'interaction' | 'reference' | 'nonce'>> &
  Partial<MessageContent>;

/** How long a nonce is remembered. Discord says “the past few minutes”. */
const nonceLifeMs = 5 * 60_000;

export class MessageStore {
  readonly #clock: Clock;
  readonly #ids: SnowflakeSource;
  readonly #events: EventHub;
  readonly #payloads: MessagePayloads;

  constructor(parts: {clock: Clock; ids: SnowflakeSource; events: EventHub; payloads: MessagePayloads}) {
    this.#clock = parts.clock;
    this.#ids = parts.ids;
    this.#events = parts.events;
    this.#payloads = parts.payloads;
  }

  create(input: NewMessage): MessageRecord {
    const message: MessageRecord = {
      id: this.#ids.next(),
      createdAt: this.#clock.now(),
      channel: input.channel,
      author: input.author,
      type: input.type,
      visibleTo: input.visibleTo,
      interaction: input.interaction,
      reference: input.reference,
      nonce: input.nonce,
      content: input.content ?? '',
      embeds: input.embeds ?? [],
      components: input.components ?? [],
      files: input.files ?? [],
      flags: (input.flags ?? 0) | (input.visibleTo ? MessageFlags.Ephemeral : 0),
      mentions: input.mentions ?? [],
      editedAt: undefined,
      deletedAt: undefined,
      reactions: new Map(),
      history: [],
    };
    input.channel.messages.set(message.id, message);
    this.#keepVersion(message);
    this.#events.emit({type: 'messageCreated', message});
    return message;
  }

  edit(message: MessageRecord, change: Partial<MessageContent>): void {
    Object.assign(message, change);
    message.editedAt = this.#clock.now();
    this.#keepVersion(message);
    this.#events.emit({type: 'messageUpdated', message});
  }

  delete(message: MessageRecord): void {
    message.deletedAt = this.#clock.now();
    message.channel.messages.delete(message.id);
    this.#events.emit({type: 'messageDeleted', message});
  }

  /** Undefined for unknown and deleted messages. Also finds ephemeral ones: the caller decides who may see them. */
  find(channel: ChannelRecord, id: string): MessageRecord | undefined {
    return channel.messages.get(id);
  }

  /** The message the user has sent with this nonce in the last few minutes; undefined if it was deleted. */
  findByNonce(channel: ChannelRecord, author: UserRecord, nonce: string | number): MessageRecord | undefined {
    const since = this.#clock.now() - nonceLifeMs;
    return [...channel.messages.values()].find(
      (message) => message.nonce === nonce && message.author.id === author.id && message.createdAt > since,
    );
  }

  /** Does nothing if the user has already reacted with this emoji. */
  react(message: MessageRecord, emoji: Emoji, user: UserRecord): void {
    const key = emojiKey(emoji);
    const reaction: ReactionRecord = message.reactions.get(key) ?? {emoji, userIds: new Set()};
    if (reaction.userIds.has(user.id)) return;
    message.reactions.set(key, reaction);
    reaction.userIds.add(user.id);
    this.#events.emit({type: 'reactionAdded', message, reaction, userId: user.id});
  }

  /** Returns false if there was no such reaction. */
  unreact(message: MessageRecord, emoji: Emoji, userId: string): boolean {
    const reaction = message.reactions.get(emojiKey(emoji));
    if (!reaction?.userIds.delete(userId)) return false;
    if (reaction.userIds.size === 0) message.reactions.delete(emojiKey(emoji));
    this.#events.emit({type: 'reactionRemoved', message, reaction, userId});
    return true;
  }

  /** Removes all reactions, or all with one emoji. */
  clearReactions(message: MessageRecord, emoji?: Emoji): void {
    const reaction = emoji && message.reactions.get(emojiKey(emoji));
    if (emoji && !reaction) return;
    if (emoji) message.reactions.delete(emojiKey(emoji));
    else message.reactions.clear();
    this.#events.emit({type: 'reactionsCleared', message, ...(reaction && {reaction})});
  }

  #keepVersion(message: MessageRecord): void {
    message.history.push({
      at: this.#clock.now(),
      message: this.#payloads.message(message),
      files: message.files,
    });
  }
}
