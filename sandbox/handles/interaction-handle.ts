import type {
  APIApplicationCommandOptionChoice,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import type {InteractionRecord, InteractionState} from '../interactions/record.ts';
import {firstResponseMs} from '../interactions/registry.ts';
import type {Services} from '../services.ts';
import {type WaitOptions, waitFor} from '../wait.ts';
import {MessageHandle} from './message-handle.ts';

/** What came of one user action: a command, a click, a submitted modal. */
export class InteractionHandle {
  readonly record: InteractionRecord;
  readonly #services: Services;

  constructor(services: Services, record: InteractionRecord) {
    this.#services = services;
    this.record = record;
  }

  get state(): InteractionState {
    return this.record.state;
  }

  /**
   * The message that answers, as soon as it exists. A deferred answer counts, and so does the message a click updates.
   * Rejects if the bot does not respond within its 3 seconds.
   */
  get response(): Promise<MessageHandle> {
    return this.waitForResponse();
  }

  async waitForResponse(options: WaitOptions = {}): Promise<MessageHandle> {
    const message = await this.#wait('an answer', options, ({original}) => original);
    return new MessageHandle(this.#services, message);
  }

  /** Messages sent after the first answer. */
  get followUps(): MessageHandle[] {
    return this.record.followUps.map((message) => new MessageHandle(this.#services, message));
  }

  /** The follow-up with this index; 0 is the first. */
  async waitForFollowUp(index = 0, options: WaitOptions = {}): Promise<MessageHandle> {
    const message = await this.#wait(`follow-up ${index}`, options, ({followUps}) => followUps[index]);
    return new MessageHandle(this.#services, message);
  }

  waitForModal(options: WaitOptions = {}): Promise<APIModalInteractionResponseCallbackData> {
    return this.#wait('a modal', options, ({modal}) => modal);
  }

  waitForChoices(options: WaitOptions = {}): Promise<APIApplicationCommandOptionChoice[]> {
    return this.#wait('choices', options, ({choices}) => choices);
  }

  /** Resolves when the bot has acknowledged the interaction in any way. */
  async waitForAcknowledgement(options: WaitOptions = {}): Promise<InteractionState> {
    return this.#wait('an acknowledgement', options, ({state}) => (state === 'waiting' ? undefined : state));
  }

  #wait<T>(
    what: string,
    options: WaitOptions,
    look: (record: InteractionRecord) => T | undefined,
  ): Promise<T> {
    const {record} = this;
    const name = record.commandName ? `/${record.commandName}` : `interaction ${record.id}`;
    return waitFor(this.#services.events, {
      description: `${what} to ${name}`,
      ...options,
      concerns: (event) => event.type === 'interactionChanged' && event.interaction === record,
      describe: () => `state "${record.state}", ${record.followUps.length} follow-ups`,
      look: () => {
        if (record.state === 'failed') {
          throw new Error(`the application did not respond to ${name} within ${firstResponseMs} ms`);
        }
        return look(record);
      },
    });
  }
}
