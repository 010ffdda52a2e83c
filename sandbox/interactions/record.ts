import type {
  APIApplicationCommandOptionChoice,
  APIInteraction,
  APIMessageInteractionMetadata,
  APIModalInteractionResponseCallbackData,
  InteractionType,
} from 'discord-api-types/v10';
import type {ChannelRecord, MessageRecord, UserRecord} from '../state/model.ts';

/**
 * - `waiting`: sent, the bot has 3 seconds
 * - `deferred`: a loading message stands in for the answer
 * - `deferredUpdate`: acknowledged, the message the component sits on may be edited
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
  /** As dispatched to the bot. */
  readonly payload: APIInteraction;
  /** Goes into every message that answers it. */
  readonly metadata: APIMessageInteractionMetadata;
  readonly commandName: string | undefined;
  /** The message whose component was used, also through a modal it opened. */
  readonly source: MessageRecord | undefined;
  /** Authorised by the user's own installation only: five follow-ups at most. */
  readonly userInstallOnly: boolean;
  readonly attachmentSizeLimit: number;
  state: InteractionState;
  /** What `@original` means; undefined until there is an answer. */
  original: MessageRecord | undefined;
  readonly followUps: MessageRecord[];
  choices: APIApplicationCommandOptionChoice[] | undefined;
  modal: APIModalInteractionResponseCallbackData | undefined;
}

export function isEphemeral(message: MessageRecord): boolean {
  return message.visibleTo !== undefined;
}
