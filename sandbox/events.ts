/**
 * The one stream that carries every change. The gateway turns it into dispatches, handles use it to wake those who
 * wait, and a page can mirror it. Listeners run synchronously, in the order they subscribed, after the state changed.
 */
import type {Dispatch} from './gateway/session.ts';
import type {InteractionRecord} from './interactions/record.ts';
import type {
  ChannelRecord,
  GuildChannelRecord,
  GuildRecord,
  MemberRecord,
  MessageRecord,
  ReactionRecord,
  RoleRecord,
  UserRecord,
} from './state/model.ts';
import type {TrafficEntry} from './traffic-entry.ts';

export type SandboxEvent =
  | {type: 'messageCreated' | 'messageUpdated' | 'messageDeleted'; message: MessageRecord}
  | {
      type: 'reactionAdded' | 'reactionRemoved';
      message: MessageRecord;
      reaction: ReactionRecord;
      userId: string;
    }
  | {type: 'reactionsCleared'; message: MessageRecord; reaction?: ReactionRecord}
  /** The gateway now tells the bot. */
  | {type: 'interactionCreated'; interaction: InteractionRecord}
  /** It was acknowledged, answered, followed up or given up. */
  | {type: 'interactionChanged'; interaction: InteractionRecord}
  | {type: 'channelCreated' | 'channelUpdated' | 'channelDeleted'; channel: GuildChannelRecord}
  | {type: 'botRemoved'; guild: GuildRecord}
  | {type: 'roleCreated'; guild: GuildRecord; role: RoleRecord}
  | {type: 'memberAdded'; guild: GuildRecord; member: MemberRecord}
  /** Something that the sandbox itself does not have, for the bot only. */
  | {type: 'dispatched'; dispatch: Dispatch; guildId: string | undefined}
  | {type: 'commandsChanged'}
  | {type: 'typingStarted'; channel: ChannelRecord; user: UserRecord}
  | {type: 'traffic'; entry: TrafficEntry};

export class EventHub {
  readonly #listeners = new Set<(event: SandboxEvent) => void>();

  emit(event: SandboxEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: SandboxEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
  }
}
