import type {APIMessage} from 'discord-api-types/v10';
import type {Place} from '../../../protocol.ts';

/** Where a component stands. */
export interface Around {
  message: APIMessage;
  place: Place;
}
