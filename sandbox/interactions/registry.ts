/**
 * Interactions and how long their tokens are valid: 3 seconds for the first response, then 15 minutes for everything
 * that goes through the webhook routes.
 */
import {randomBytes} from 'node:crypto';
import type {Clock} from '../clock.ts';
import type {EventHub} from '../events.ts';
import {DiscordError} from '../rest/discord-error.ts';
import type {InteractionRecord} from './record.ts';

export const firstResponseMs = 3_000;
export const tokenLifetimeMs = 15 * 60 * 1000;

export class InteractionRegistry {
  readonly #clock: Clock;
  readonly #events: EventHub;
  readonly #byId = new Map<string, InteractionRecord>();
  readonly #byToken = new Map<string, InteractionRecord>();

  constructor(parts: {clock: Clock; events: EventHub}) {
    this.#clock = parts.clock;
    this.#events = parts.events;
  }

  createToken(id: string): string {
    return Buffer.from(`interaction:${id}:${randomBytes(48).toString('base64url')}`).toString('base64url');
  }

  /** Hands the interaction to the bot and starts its 3 seconds. */
  open(interaction: InteractionRecord): void {
    this.#forgetExpired();
    this.#byId.set(interaction.id, interaction);
    this.#byToken.set(interaction.token, interaction);
    this.#clock.after(firstResponseMs, () => {
      if (interaction.state === 'waiting') this.update(interaction, {state: 'failed'});
    });
    this.#events.emit({type: 'interactionCreated', interaction});
  }

  /** A forgotten token is answered like an expired one. The map holds the oldest first. */
  #forgetExpired(): void {
    for (const {id, token, createdAt} of this.#byId.values()) {
      if (this.#clock.now() < createdAt + tokenLifetimeMs) return;
      this.#byId.delete(id);
      this.#byToken.delete(token);
    }
  }

  update(
    interaction: InteractionRecord,
    change: Partial<Pick<InteractionRecord, 'state' | 'original' | 'choices' | 'modal'>>,
  ): void {
    Object.assign(interaction, change);
    this.#events.emit({type: 'interactionChanged', interaction});
  }

  addFollowUp(interaction: InteractionRecord, message: InteractionRecord['followUps'][number]): void {
    interaction.followUps.push(message);
    this.#events.emit({type: 'interactionChanged', interaction});
  }

  /** @throws DiscordError 10062 if unknown or too late, 40060 if already acknowledged. */
  forCallback(id: string, token: string): InteractionRecord {
    const interaction = this.#byId.get(id);
    if (interaction?.token !== token || interaction.state === 'failed') {
      throw new DiscordError('unknownInteraction');
    }
    if (interaction.state !== 'waiting') throw new DiscordError('alreadyAcknowledged');
    return interaction;
  }

  /** @throws DiscordError 50027 if the token is unknown or too old, 10015 before the first response. */
  forWebhook(applicationId: string, token: string): InteractionRecord {
    const interaction = this.#byToken.get(token);
    if (!interaction) throw new DiscordError('invalidWebhookToken');
    if (interaction.payload.application_id !== applicationId) throw new DiscordError('unknownWebhook');
    if (this.#clock.now() >= interaction.createdAt + tokenLifetimeMs) {
      throw new DiscordError('invalidWebhookToken');
    }
    if (interaction.state === 'waiting' || interaction.state === 'failed')
      throw new DiscordError('unknownWebhook');
    return interaction;
  }
}
