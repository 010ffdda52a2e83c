import {type ChatInputCommandInteraction, MessageFlags, type ModalSubmitInteraction} from 'discord.js';
import {requireTurn} from '../access/credit.ts';
import {requireReception} from '../access/reception.ts';
import {type RemoteImage, requireAcceptable} from '../attachments/fetch-image.ts';
import type {TakeIn} from '../attachments/intake.ts';
import {deferReply} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {type GivenOrder, type Plan, planPicture} from './given-order.ts';
import {orderPicture} from './picture-order.ts';
import {ownStyleOption} from './style-choice.ts';
import type {createUnfinishedOrders} from './unfinished-order.ts';

export interface IncomingOrder {
  given: GivenOrder;
  photo: RemoteImage;
  /** A painting of their own. */
  own: RemoteImage | null;
}

/** Paints an order in the answer to its interaction, or asks for what it lacks. @throws AppError */
export type TakeOrder = (
  interaction: ChatInputCommandInteraction | ModalSubmitInteraction,
  order: IncomingOrder,
) => Promise<void>;

/** Everything that needs no download is checked first, so that a refusal is private from the start. */
export function createTakeOrder(
  services: Services,
  takeIn: TakeIn,
  unfinished: Pick<ReturnType<typeof createUnfinishedOrders>, 'open'>,
): TakeOrder {
  return async (interaction, {given, photo, own}) => {
    const {guildId, locale} = interaction;
    const owner = interaction.user.id;
    requireAcceptable(services, 'image', photo);
    if (own) requireAcceptable(services, ownStyleOption, own);
    const presets = await services.styles.catalogueOf(guildId ?? undefined);
    let plan: Plan;
    try {
      requireReception(services);
      plan = planPicture(services, presets, given, {own, guildId, locale});
      requireTurn(services, {owner, guildId: guildId ?? undefined});
    } catch (error) {
      return unfinished.open(interaction, {given, photo, own, error});
    }
    const visibility = given.isPrivate ? {flags: MessageFlags.Ephemeral as const} : {};
    const conversation = await deferReply(services.rest, interaction, visibility);
    await orderPicture(services, takeIn, {owner, photo, ...plan}, conversation);
  };
}
