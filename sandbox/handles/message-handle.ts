import type {APIMessage} from 'discord-api-types/v10';
import type {SandboxEvent} from '../events.ts';
import type {Services} from '../services.ts';
import {walkComponents} from '../state/component-tree.ts';
import type {MessageRecord, MessageVersion} from '../state/model.ts';
import {type WaitOptions, waitFor} from '../wait.ts';

/** Follows one message through its edits. It stays readable after the message is deleted. */
export class MessageHandle {
  readonly record: MessageRecord;
  readonly #services: Services;

  constructor(services: Services, record: MessageRecord) {
    this.#services = services;
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  get current(): APIMessage {
    return this.#services.payloads.message(this.record);
  }

  /** Every version of the message, oldest first, with the sandbox's times. Reactions make no new version. */
  get history(): readonly MessageVersion[] {
    return this.record.history;
  }

  get deleted(): boolean {
    return this.record.deletedAt !== undefined;
  }

  get ephemeral(): boolean {
    return this.record.visibleTo !== undefined;
  }

  /** Ids of the users who reacted, by emoji. */
  get reactions(): ReadonlyMap<string, readonly string[]> {
    const entries = [...this.record.reactions.values()];
    return new Map(entries.map(({emoji, userIds}) => [emoji.name, [...userIds]]));
  }

  /** The bytes of one of the message's files, now or in an earlier version. */
  attachmentBytes(index: number, version?: MessageVersion): Uint8Array {
    const files = version ? version.files : this.record.files;
    const file = files[index];
    if (!file)
      throw new RangeError(`expected attachment ${index} of message ${this.id}, which has ${files.length}`);
    return file.bytes;
  }

  /**
   * Resolves with the first version that satisfies the predicate, from the present one on. Rejects if the message is
   * deleted first, or after `timeoutMs`.
   */
  waitFor(predicate: (message: APIMessage) => boolean, options: WaitOptions = {}): Promise<APIMessage> {
    const description = options.description ?? `message ${this.id} to change as expected`;
    return waitFor(this.#services.events, {
      ...options,
      description,
      concerns: (event) => this.#concerns(event),
      describe: () => describeMessage(this.current),
      look: () => {
        const {current} = this;
        if (predicate(current)) return current;
        if (this.deleted) {
          throw new Error(
            `waited for ${description}, but it was deleted.\nLast seen: ${describeMessage(current)}`,
          );
        }
        return undefined;
      },
    });
  }

  async waitForDeletion(options: WaitOptions = {}): Promise<void> {
    await waitFor(this.#services.events, {
      description: `message ${this.id} to be deleted`,
      ...options,
      concerns: (event) => this.#concerns(event),
      describe: () => describeMessage(this.current),
      look: () => this.deleted || undefined,
    });
  }

  #concerns(event: SandboxEvent): boolean {
    return 'message' in event && event.message === this.record;
  }
}

/** Describes a message in a few lines, for error messages. */
export function describeMessage(message: APIMessage): string {
  const components = [...walkComponents(message.components ?? [])].flatMap(({component}) =>
    'custom_id' in component ? [`[${'label' in component ? component.label : component.custom_id}]`] : [],
  );
  const parts = [
    `${message.id} by ${message.author.username}: ${JSON.stringify(message.content)}`,
    message.embeds.length > 0 && `embeds: ${JSON.stringify(message.embeds)}`,
    message.attachments.length > 0 &&
      `attachments: ${message.attachments.map((file) => file.filename).join(', ')}`,
    components.length > 0 && `components: ${components.join(' ')}`,
    message.reactions && `reactions: ${message.reactions.map((r) => `${r.emoji.name}×${r.count}`).join(' ')}`,
    message.flags ? `flags: ${message.flags}` : '',
  ];
  return parts.filter(Boolean).join('\n  ');
}
