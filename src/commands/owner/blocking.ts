import {type APIEmbed, type ChatInputCommandInteraction, MessageFlags, time} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobRecord} from '../../jobs/job.ts';
import type {Block, BlockKind} from '../../jobs/store/owner/blocks.ts';
import {isSnowflake} from '../../variables.ts';
import {blockVariables} from '../access/block-list.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {fittedFields} from './fitted-fields.ts';
import {decisionOf} from './pausing.ts';

interface Target {
  kind: BlockKind;
  id: string;
}

export async function block(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  const {blocks, log} = services;
  const targets = targetsOf(interaction);
  const decision = decisionOf(interaction);
  for (const target of targets) blocks.add({...target, ...decision});
  const cancelled = targets.reduce((sum, target) => sum + cancelAllOf(services, target), 0);
  log.warn({owner: decision.by, targets, reason: decision.reason, cancelled}, 'blocked by an owner');
  const {blocked} = wordsFor(interaction.locale).owner;
  await answer(interaction, blocked(targets.map(nameOf).join(', '), cancelled));
}

export async function unblock(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  const {blocks, log} = services;
  const targets = targetsOf(interaction);
  for (const target of targets) requireLiftable(services, target);
  for (const {kind, id} of targets) blocks.lift(kind, id);
  log.warn({owner: interaction.user.id, targets}, 'unblocked by an owner');
  await answer(interaction, wordsFor(interaction.locale).owner.unblocked(targets.map(nameOf).join(', ')));
}

export async function listBlocks(
  {blocks, config}: Services,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const {owner} = wordsFor(interaction.locale);
  const entry = (made: Block): string =>
    owner.blocks.entry(nameOf(made), made.id, `<@${made.by}>`, time(new Date(made.at), 'R'), made.reason);
  const lines = blocks.made().map(entry);
  const embed: APIEmbed = {
    description: owner.blocks.configured(config.blockedUsers.length, config.blockedGuilds.length),
    fields: fittedFields(owner.blocks.title, lines.length > 0 ? lines : [owner.blocks.none], {
      most: 5,
      more: owner.status.more,
    }),
  };
  await interaction.reply({embeds: [embed], flags: MessageFlags.Ephemeral});
}

/** @throws AppError `BAD_OPTION` when neither a person nor a server is given, or something that is no id */
function targetsOf({options, locale}: ChatInputCommandInteraction): Target[] {
  const user = options.getUser('user');
  const guild = options.getString('server')?.trim();
  const targets: Target[] = [
    ...(user ? [{kind: 'user' as const, id: user.id}] : []),
    ...(guild ? [{kind: 'guild' as const, id: requireServerId(guild)}] : []),
  ];
  if (targets.length > 0) return targets;
  const names = wordsFor(locale).owner.command.block.options;
  throw new AppError('BAD_OPTION', 'expected a user or a server, received neither', {
    detail: {reason: 'optionMissing', options: [names.user.name, names.server.name]},
  });
}

/** @throws AppError `BAD_OPTION` */
export function requireServerId(id: string): string {
  if (isSnowflake(id)) return id;
  throw new AppError('BAD_OPTION', `expected the id of a server, received ${id}`, {
    detail: {reason: 'unknownServer', received: id},
  });
}

/** @throws AppError `BAD_OPTION` */
function requireLiftable({blocks}: Pick<Services, 'blocks'>, target: Target): void {
  const source = blocks.source(target.kind, target.id);
  if (source === 'owner') return;
  const variable = blockVariables[target.kind];
  throw source === 'configuration'
    ? new AppError('BAD_OPTION', `${target.id} is blocked by ${variable}`, {
        detail: {reason: 'blockedByConfiguration', variable},
      })
    : new AppError('BAD_OPTION', `${target.id} is not blocked`, {
        detail: {reason: 'notBlocked', received: nameOf(target)},
      });
}

/** Cancels what they have in line, as if they had pressed the button. Returns how many pictures that are. */
function cancelAllOf({queue, store, active}: Services, {kind, id}: Target): number {
  const {running, waiting} = queue.overview();
  const ids = [...running, ...waiting.map(({jobId}) => jobId)];
  const isTheirs = (job: JobRecord | undefined) => (kind === 'user' ? job?.owner : job?.guildId) === id;
  const theirs = ids.filter((jobId) => isTheirs(store.get(jobId)));
  for (const jobId of theirs) void active.stop(jobId, 'cancelled');
  return theirs.length;
}

function nameOf({kind, id}: Target): string {
  return kind === 'user' ? `<@${id}>` : `\`${id}\``;
}

async function answer(interaction: ChatInputCommandInteraction, content: string): Promise<void> {
  await interaction.reply({content, flags: MessageFlags.Ephemeral});
}
