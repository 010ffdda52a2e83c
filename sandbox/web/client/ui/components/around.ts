import type {APIMessage} from 'discord-api-types/v10';
import type {Place} from '../../../protocol.ts';

/** What surrounds a component. */
export interface Around {
  message: APIMessage;
  place: Place;
}
