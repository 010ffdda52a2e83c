import type {APIMessage} from 'discord-api-types/v10';
import type {PermissionName} from '../permissions.ts';
import type {Services} from '../services.ts';
import type {ChannelRecord, MessageRecord} from '../state/model.ts';
import {type WaitOptions, waitFor} from '../wait.ts';
import {describeMessage, MessageHandle} from './message-handle.ts';

/** One channel, seen by somebody who sees everything, even ephemeral messages. */
export class ChannelHandle {
  readonly record: ChannelRecord;
  readonly #services: Services;

  constructor(services: Services, record: ChannelRecord) {
    this.#services = services;
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  /** The messages that are not deleted, oldest first. */
  get messages(): MessageHandle[] {
    return [...this.record.messages.values()].map((message) => new MessageHandle(this.#services, message));
  }

  /** Resolves with the first message, present or future, for which any version satisfies the predicate. */
  waitForMessage(
    predicate: (message: APIMessage, handle: MessageHandle) => boolean,
    options: WaitOptions & {after?: MessageHandle} = {},
  ): Promise<MessageHandle> {
    const {after, ...wait} = options;
    const candidates = () => this.messages.filter(({id}) => !after || BigInt(id) > BigInt(after.id));
    return waitFor(this.#services.events, {
      description: `a message in channel ${this.id}`,
      ...wait,
      concerns: (event) => 'message' in event && event.message.channel === this.record,
      describe: () =>
        candidates()
          .map((handle) => describeMessage(handle.current))
          .join('\n') || 'no messages',
      look: () => candidates().find((handle) => predicate(handle.current, handle)),
    });
  }

  /**
   * Sets what the bot, everyone, or one user may do here, replacing their earlier overwrite. Without `allow` and `deny`
   * there is no overwrite, and the guild decides.
   */
  setPermissions(
    who: 'bot' | 'everyone' | {id: string},
    change: {allow?: readonly PermissionName[]; deny?: readonly PermissionName[]},
  ): void {
    const {record} = this;
    if (record.kind !== 'guild' || record.thread)
      throw new TypeError(
        'expected a guild channel; threads and direct messages have no permissions of their own',
      );
    const {world} = this.#services;
    const target =
      who === 'everyone'
        ? ({id: record.guild.id, kind: 'role'} as const)
        : ({id: who === 'bot' ? world.bot.id : who.id, kind: 'member'} as const);
    world.setOverwrite(record, target, change);
  }

  /** The handle of one of this channel's messages. */
  handleOf(message: MessageRecord): MessageHandle {
    return new MessageHandle(this.#services, message);
  }
}
