import {setTimeout as delay} from 'node:timers/promises';
import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIEmbed,
  ApplicationCommandType,
  type ButtonInteraction,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobRecord, QueueOverview} from '../../jobs/job.ts';
import type {IdHandler, IdInteraction, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {storedMessage} from '../lifecycle/stored-end.ts';
import {isUntold, tellAgain} from '../lifecycle/tell-again.ts';
import {deferReply} from '../messages/conversation.ts';
import {fromNow} from '../messages/view/from-now.ts';
import {styleTitles} from '../messages/view/style-titles.ts';
import {requireJob} from '../picture/stored-job.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {type Words, wordsFor} from '../words/words.ts';

const prefix = 'queue:v1:';
type Use = 'cancel' | 'show';
/** Discord's limit of buttons in a row. Few people have more pictures under way. */
const maxListed = 5;
/** How long the list waits for a cancelled picture's message to say so. After that, the picture is listed as untold. */
const patienceMs = 5_000;

export const queueDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.queue),
  ...everywhere,
};

/**
 * `/queue`: how long the queue is and where your pictures are in it, each with a button that cancels it. Pictures whose
 * end could not be told are there too, each with a button that shows it.
 */
export function queueCommand(services: Services): {command: SlashCommand; handler: IdHandler} {
  return {
    command: {
      definition: queueDefinition,
      async execute(interaction) {
        await interaction.reply({...report(services, interaction), flags: MessageFlags.Ephemeral});
      },
    },
    handler: {
      prefix,
      handle: (interaction) => use(services, interaction),
    },
  };
}

/** The list is private, but ids are not secret, so the owner is checked again. */
async function use(services: Services, interaction: IdInteraction): Promise<void> {
  const [name, jobId = ''] = interaction.customId.slice(prefix.length).split(':');
  if (!interaction.isButton()) return;
  const job = services.store.get(jobId);
  const own = job?.owner === interaction.user.id ? job : undefined;
  if (name === 'show') return show(services, interaction, own);
  await interaction.deferUpdate();
  if (own)
    await Promise.race([
      services.active.stop(own.id, 'cancelled'),
      delay(patienceMs, undefined, {ref: false}),
    ]);
  await interaction.editReply(report(services, interaction));
}

/**
 * Tells the end in a private answer to the button, which is a new way to reach its owner. If it has been told in the
 * meantime, only shows it.
 */
async function show(services: Services, interaction: ButtonInteraction, job?: JobRecord): Promise<void> {
  if (!job) throw new AppError('UNKNOWN_JOB', 'the record of this picture is gone');
  const {place, target} = await deferReply(services.rest, interaction, {flags: MessageFlags.Ephemeral});
  if (await tellAgain(services, job, place)) return;
  await target.edit(await storedMessage(services, requireJob(services.store, job.id)));
}

type Row = APIActionRowComponent<APIButtonComponent>;

function report(
  {queue, store}: Pick<Services, 'queue' | 'store'>,
  {user, locale}: {user: {id: string}; locale: string},
): {embeds: APIEmbed[]; components: Row[]} {
  const words = wordsFor(locale);
  const overview = queue.overview();
  const jobs = store.ofOwner(user.id).reverse();
  const listed = {
    inLine: jobs.filter(({id}) => placeOf(id, overview) !== undefined).slice(0, maxListed),
    untold: jobs.filter(isUntold).slice(0, maxListed),
  };
  const lines = [...totals(overview, words), ...listOf(listed, overview, words)];
  return {
    embeds: [{title: words.pages.queue.title, description: lines.join('\n')}],
    components: [
      ...buttons('cancel', listed.inLine, words.pages.queue.cancel),
      ...buttons('show', listed.untold, words.pages.queue.show),
    ],
  };
}

interface Listed {
  inLine: readonly JobRecord[];
  untold: readonly JobRecord[];
}

function totals({running, waiting, idleInSeconds}: QueueOverview, {pages: {queue}}: Words): string[] {
  if (running.length === 0 && waiting.length === 0) return [queue.idle];
  const when = idleInSeconds === undefined ? [] : [queue.idleAt(fromNow(idleInSeconds))];
  return [queue.length(running.length, waiting.length), ...when];
}

function listOf({inLine, untold}: Listed, overview: QueueOverview, words: Words): string[] {
  const {queue} = words.pages;
  const waits = inLine.map((job) => describe(job, overview, words));
  const ended = untold.map(({styles}) => styleTitles(styles, words).join(' + '));
  const isBusy = overview.running.length > 0 || overview.waiting.length > 0;
  return [
    ...(waits.length > 0 ? ['', queue.yours, ...numbered(waits)] : isBusy ? [queue.none] : []),
    ...(ended.length > 0 ? ['', queue.untold, ...numbered(ended)] : []),
  ];
}

function numbered(lines: readonly string[]): string[] {
  return lines.map((line, index) => `${index + 1}. ${line}`);
}

function describe({id, styles}: JobRecord, overview: QueueOverview, words: Words): string {
  const {queue} = words.pages;
  const title = styleTitles(styles, words).join(' + ');
  const place = placeOf(id, overview);
  if (!place) return queue.running(title);
  const startsInSeconds = overview.waiting[place - 1]?.startsInSeconds;
  const starts = startsInSeconds === undefined ? [] : [words.job.starts(fromNow(startsInSeconds))];
  return [queue.waiting(title, place), ...starts].join(' · ');
}

/** 0 while the job is being painted, its position from 1 while it waits; undefined when it is not in the queue. */
function placeOf(jobId: string, {running, waiting}: QueueOverview): number | undefined {
  if (running.includes(jobId)) return 0;
  const index = waiting.findIndex((job) => job.jobId === jobId);
  return index < 0 ? undefined : index + 1;
}

function buttons(use: Use, jobs: readonly JobRecord[], label: (number: number) => string): Row[] {
  if (jobs.length === 0) return [];
  const components = jobs.map(
    ({id}, index): APIButtonComponent => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: label(index + 1),
      custom_id: `${prefix}${use}:${id}`,
    }),
  );
  return [{type: ComponentType.ActionRow, components}];
}
