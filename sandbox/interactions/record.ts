import type {
  APIApplicationCommandOptionChoice,
  APIInteraction,
  APIMessageInteractionMetadata,
  APIModalInteractionResponseCallbackData,
  InteractionType,
} from 'discord-api-types/v10';
import type {ChannelRecord, MessageRecord, UserRecord} from '../state/model.ts';

/**
 * - `waiting`: sent; the bot has 3 seconds
 * - `deferred`: a loading message stands in for the answer
 * - `deferredUpdate`: acknowledged; the message that holds the component may be edited
 * - `answered`: with a message, choices or a modal
 * - `failed`: nothing came in time; the token is void
 */
export type InteractionState = 'waiting' | 'deferred' | 'deferredUpdate' | 'answered' | 'failed';

export interface InteractionRecord {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly createdAt: number;
  readonly channel: ChannelRecord;
  readonly user: UserRecord;
  /** The interaction as dispatched to the bot. */
  readonly payload: APIInteraction;
  /** Goes into every message that answers this interaction. */
  readonly metadata: APIMessageInteractionMetadata;
  readonly commandName: string | undefined;
  /** The message whose component was used, directly or through a modal it opened. */
  readonly source: MessageRecord | undefined;
  /** True if only the user's own installation authorises it: then at most five follow-ups. */
  readonly userInstallOnly: boolean;
  readonly attachmentSizeLimit: number;
  state: InteractionState;
  /** The message `@original` refers to; undefined until there is an answer. */
  original: MessageRecord | undefined;
  readonly followUps: MessageRecord[];
  choices: APIApplicationCommandOptionChoice[] | undefined;
  modal: APIModalInteractionResponseCallbackData | undefined;
}

export function isEphemeral(message: MessageRecord): boolean {
  return message.visibleTo !== undefined;
}
