import {setTimeout as delay} from 'node:timers/promises';
import {type ChatInputCommandInteraction, MessageFlags, Routes} from 'discord.js';
import {z} from 'zod';
import type {Decision} from '../../jobs/store/owner/decision.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';

/** An interaction can be answered for fifteen minutes (Discord's documentation, “Receiving and Responding”). */
const answerableMs = 14 * 60_000;
/** How long to wait until the last pictures have been delivered. */
const deliveryMs = 30_000;

const channelSchema = z.object({id: z.string()});

/** What an owner gave as their reason, with who and when. */
export function decisionOf({user, options}: ChatInputCommandInteraction): Decision {
  const reason = options.getString('reason')?.trim();
  return {by: user.id, at: new Date().toISOString(), ...(reason && {reason})};
}

export async function pause(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  const decision = decisionOf(interaction);
  services.reception.pause(decision);
  services.log.warn({owner: decision.by, reason: decision.reason}, 'paused by an owner');
  const {running, waiting} = services.queue.counts();
  const {paused} = wordsFor(interaction.locale).owner;
  await interaction.reply({content: paused(running, waiting), flags: MessageFlags.Ephemeral});
}

export async function resume(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  const {reception, log} = services;
  const {resumed, wasOpen} = wordsFor(interaction.locale).owner;
  const isOpen = reception.state().mode === 'open';
  if (!isOpen) {
    reception.resume();
    log.warn({owner: interaction.user.id}, 'resumed by an owner');
  }
  await interaction.reply({content: isOpen ? wasOpen : resumed, flags: MessageFlags.Ephemeral});
}

export async function drain(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  const {reception, queue, log} = services;
  const decision = decisionOf(interaction);
  const {running, waiting} = queue.counts();
  const {draining} = wordsFor(interaction.locale).owner;
  const emptied = reception.drain(decision);
  log.warn({owner: decision.by, reason: decision.reason, running, waiting}, 'draining for an owner');
  await interaction.reply({content: draining(running, waiting), flags: MessageFlags.Ephemeral});
  // That may take hours, for which nothing else should wait.
  tellOfEnd(services, interaction, emptied).catch((err: unknown) => {
    log.warn({err, owner: decision.by}, 'an owner could not be told that the line is empty');
  });
}

async function tellOfEnd(
  services: Services,
  interaction: ChatInputCommandInteraction,
  emptied: Promise<boolean>,
): Promise<void> {
  const {active, log} = services;
  if (!(await emptied)) return;
  await Promise.race([active.idle(), delay(deliveryMs, undefined, {ref: false})]);
  log.warn({owner: interaction.user.id}, 'drained: nothing is in line any more');
  await tellLater(services, interaction, wordsFor(interaction.locale).owner.drained);
}

/** In the command's answer while Discord takes that, otherwise in a direct message. */
async function tellLater(
  {rest}: Pick<Services, 'rest'>,
  interaction: ChatInputCommandInteraction,
  content: string,
): Promise<void> {
  if (Date.now() - interaction.createdTimestamp < answerableMs) {
    await interaction.followUp({content, flags: MessageFlags.Ephemeral});
    return;
  }
  const body = {recipient_id: interaction.user.id};
  const {id} = channelSchema.parse(await rest.post(Routes.userChannels(), {body}));
  await rest.post(Routes.channelMessages(id), {body: {content}});
}
