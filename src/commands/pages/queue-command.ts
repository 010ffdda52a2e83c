import {
  type APIEmbed,
  ApplicationCommandType,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type InteractionEditReplyOptions,
  MessageFlags,
} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobRecord, QueueOverview} from '../../jobs/job.ts';
import type {ReceptionState} from '../access/reception.ts';
import type {IdHandler, IdInteraction, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {storedMessage} from '../lifecycle/stored-end.ts';
import {isUntold, tellAgain} from '../lifecycle/tell-again.ts';
import {deferReply} from '../messages/conversation.ts';
import {fromNow} from '../messages/view/from-now.ts';
import {cancelOwn} from '../picture/actions/cancel.ts';
import {linkTo} from '../picture/message-link.ts';
import {requireJob} from '../picture/stored-job.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {type Words, wordsFor} from '../words/words.ts';
import {createFinishedSheets, finishedSheetName} from './finished-sheet.ts';
import {
  type InLine,
  inLine,
  maxListed,
  numbered,
  numberedButtons,
  type Row,
  titleWithSettings,
} from './in-line.ts';

const prefix = 'queue:v1:';
/** The id of a button that cancels a picture and shows the list. */
export const cancelId = (jobId: string): string => `${prefix}cancel:${jobId}`;
/** Discord's limit for an embed's description. */
const maxDescriptionLength = 4096;
/** Finished pictures, newest first. */
const maxFinished = 10;
/** How long the list waits for a cancelled picture's message to say so. After that, the picture is listed as untold. */
const patienceMs = 5_000;

export const queueDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.queue),
  ...everywhere,
};

/**
 * `/queue`: how long the queue is and where your pictures are in it, each with a button that cancels it. Pictures whose
 * end could not be told are there too, each with a button that shows it, and links to the latest finished ones, with
 * thumbnails of the first.
 */
export function queueCommand(services: Services): {command: SlashCommand; handler: IdHandler} {
  const sheetOf = createFinishedSheets(services);
  return {
    command: {
      definition: queueDefinition,
      async execute(interaction) {
        const {finished, ...list} = report(services, interaction);
        await interaction.reply({...list, flags: MessageFlags.Ephemeral});
        await addThumbnails(services, sheetOf, interaction);
      },
    },
    handler: {
      prefix,
      handle: (interaction) => use(services, sheetOf, interaction),
    },
  };
}

/** The list is private, but ids are not secret, so the owner is checked again. */
async function use(services: Services, sheetOf: SheetOf, interaction: IdInteraction): Promise<void> {
  const [name, jobId = ''] = interaction.customId.slice(prefix.length).split(':');
  if (!interaction.isButton()) return;
  const job = services.store.get(jobId);
  const own = job?.owner === interaction.user.id ? job : undefined;
  if (name === 'show') return show(services, interaction, own);
  await interaction.deferUpdate();
  await cancelOwn(services, {owner: interaction.user.id, jobId}, patienceMs);
  const list = await listWithThumbnails(services, sheetOf, interaction);
  // The list may have been the end of a refusal.
  await interaction.editReply({content: '', attachments: [], ...list});
}

/** The list is there already, so it does no harm if the thumbnails cannot be added. */
async function addThumbnails(
  services: Services,
  sheetOf: SheetOf,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const list = await listWithThumbnails(services, sheetOf, interaction);
  if (!list.files) return;
  await interaction.editReply(list).catch((err: unknown) => {
    services.log.warn({err}, 'a list shows no thumbnails');
  });
}

/**
 * The list as it is once its thumbnails are made, because a button may change it in the meantime. Without thumbnails if
 * there are no finished pictures, if they cannot be read, or if there are others by then.
 */
async function listWithThumbnails(
  services: Services,
  sheetOf: SheetOf,
  reader: Reader,
): Promise<Pick<InteractionEditReplyOptions, 'embeds' | 'components' | 'files'>> {
  const {finished: shown} = report(services, reader);
  const sheet = await sheetOf(shown, wordsFor(reader.locale)).catch((err: unknown) => {
    services.log.warn({err}, 'a list shows no thumbnails');
    return undefined;
  });
  const {embeds, components, finished} = report(services, reader);
  if (!sheet || idsOf(finished) !== idsOf(shown)) return {embeds, components};
  const image = {url: `attachment://${finishedSheetName}`};
  return {embeds: embeds.map((embed) => ({...embed, image})), components, files: [sheet]};
}

function idsOf(jobs: readonly JobRecord[]): string {
  return jobs.map(({id}) => id).join();
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

type SheetOf = ReturnType<typeof createFinishedSheets>;
type Reader = Pick<IdInteraction, 'user' | 'locale'>;

interface Report {
  embeds: APIEmbed[];
  components: Row[];
  /** As listed. */
  finished: readonly JobRecord[];
}

function report(
  {queue, store, config, reception}: Pick<Services, 'queue' | 'store' | 'config' | 'reception'>,
  {user, locale}: Reader,
): Report {
  const words = wordsFor(locale);
  const overview = queue.overview();
  const jobs = store.ofOwner(user.id).reverse();
  const titleOf = (job: JobRecord): string => titleWithSettings(job, config, words);
  const listed = {
    inLine: inLine({queue, config}, jobs, words),
    untold: jobs.filter(isUntold).slice(0, maxListed),
    finished: jobs
      .filter((job) => job.status === 'done' && !isUntold(job))
      .slice(-maxFinished)
      .reverse(),
  };
  const lines = [
    ...pauseOf(reception.state(), words),
    ...totals(overview, words),
    ...listOf(listed, overview, {words, titleOf}),
  ];
  return {
    embeds: [{title: words.pages.queue.title, description: fitting(lines).join('\n')}],
    components: [
      ...numberedButtons(listed.inLine.jobs, words.pages.queue.cancel, cancelId),
      ...numberedButtons(listed.untold, words.pages.queue.show, (id) => `${prefix}show:${id}`),
    ],
    finished: listed.finished,
  };
}

/** As many of the first lines as Discord takes. */
function fitting(lines: readonly string[]): string[] {
  let length = 0;
  return lines.filter((line) => {
    length += line.length + 1;
    return length <= maxDescriptionLength;
  });
}

interface Listed {
  inLine: InLine;
  untold: readonly JobRecord[];
  finished: readonly JobRecord[];
}

function pauseOf(state: ReceptionState, {pages: {queue}}: Words): string[] {
  return state.mode === 'open' ? [] : [queue[state.mode](state.reason)];
}

function totals({running, waiting, idleInSeconds}: QueueOverview, {pages: {queue}}: Words): string[] {
  if (running.length === 0 && waiting.length === 0) return [queue.idle];
  const when = idleInSeconds === undefined ? [] : [queue.idleAt(fromNow(idleInSeconds))];
  return [queue.length(running.length, waiting.length), ...when];
}

function listOf(
  {inLine: {lines: waits}, untold, finished}: Listed,
  overview: QueueOverview,
  {words, titleOf}: {words: Words; titleOf(job: JobRecord): string},
): string[] {
  const {queue} = words.pages;
  const ended = untold.map(titleOf);
  const links = finished.map((job) => {
    const link = linkTo(job);
    const title = link === undefined ? `${titleOf(job)} (${queue.private})` : `[${titleOf(job)}](${link})`;
    return job.finishedAt === undefined ? title : `${title} · ${ago(job.finishedAt)}`;
  });
  const isBusy = overview.running.length > 0 || overview.waiting.length > 0;
  return [
    ...(waits.length > 0 ? ['', queue.yours, ...waits] : isBusy ? [queue.none] : []),
    ...(ended.length > 0 ? ['', queue.untold, ...numbered(ended)] : []),
    ...(links.length > 0 ? ['', queue.finished, ...numbered(links)] : []),
  ];
}

/** Discord shows how long ago, in the reader's language. */
function ago(time: string): string {
  return `<t:${Math.round(Date.parse(time) / 1000)}:R>`;
}
