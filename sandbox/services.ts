import type {AttachmentStore} from './attachments/store.ts';
import type {Clock} from './clock.ts';
import type {EventHub} from './events.ts';
import type {Reshaping} from './gateway/reshaping.ts';
import type {SessionStarts} from './gateway/session-starts.ts';
import type {InteractionRegistry} from './interactions/registry.ts';
import type {MessagePayloads} from './payloads/message.ts';
import type {SnowflakeSource} from './snowflake.ts';
import type {MessageStore} from './state/messages.ts';
import type {World} from './state/world.ts';
import type {TrafficLog} from './traffic-log.ts';

/** The parts of one sandbox that its routes, its gateway and its scripted users share. */
export interface Services {
  readonly clock: Clock;
  readonly ids: SnowflakeSource;
  readonly events: EventHub;
  readonly log: TrafficLog;
  readonly world: World;
  readonly attachments: AttachmentStore;
  readonly payloads: MessagePayloads;
  readonly messages: MessageStore;
  readonly interactions: InteractionRegistry;
  readonly reshaping: Reshaping;
  readonly sessionStarts: SessionStarts;
  /** The gateway URL the bot is given. */
  readonly gatewayUrl: string;
  /** How many shards the bot is told to run; undefined for one for each thousand guilds. */
  readonly recommendedShards: number | undefined;
}
