import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIEmbed,
  ApplicationCommandType,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import type {JobRecord, QueueOverview} from '../../jobs/job.ts';
import type {IdHandler, IdInteraction, SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {fromNow} from '../messages/view/from-now.ts';
import {styleTitles} from '../messages/view/style-titles.ts';
import type {Services} from '../services.ts';
import {localized} from '../words/localized.ts';
import {type Words, wordsFor} from '../words/words.ts';

const prefix = 'queue:v1:cancel:';
/** Discord's limit of buttons in a row. Few people have more pictures under way. */
const maxListed = 5;

export const queueDefinition: SlashCommand['definition'] = {
  type: ApplicationCommandType.ChatInput,
  ...localized(({commands}) => commands.queue),
  ...everywhere,
};

/** `/queue`: how long the queue is and where your pictures are in it, each with a button that cancels it. */
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
      handle: (interaction) => cancelListed(services, interaction),
    },
  };
}

/** The list is private, but ids are not secret, so the owner is checked again. */
async function cancelListed(services: Services, interaction: IdInteraction): Promise<void> {
  if (!interaction.isButton()) return;
  await interaction.deferUpdate();
  const job = services.store.get(interaction.customId.slice(prefix.length));
  if (job?.owner === interaction.user.id) await services.active.stop(job.id, 'cancelled');
  await interaction.editReply(report(services, interaction));
}

type Row = APIActionRowComponent<APIButtonComponent>;

function report(
  {queue, store}: Pick<Services, 'queue' | 'store'>,
  {user, locale}: {user: {id: string}; locale: string},
): {embeds: APIEmbed[]; components: Row[]} {
  const words = wordsFor(locale);
  const overview = queue.overview();
  const own = store
    .ofOwner(user.id)
    .reverse()
    .filter(({id}) => placeOf(id, overview) !== undefined)
    .slice(0, maxListed);
  const lines = [...totals(overview, words), ...listOf(own, overview, words)];
  return {
    embeds: [{title: words.pages.queue.title, description: lines.join('\n')}],
    components: cancelButtons(own, words),
  };
}

function totals({running, waiting, idleInSeconds}: QueueOverview, {pages: {queue}}: Words): string[] {
  if (running.length === 0 && waiting.length === 0) return [queue.idle];
  const when = idleInSeconds === undefined ? [] : [queue.idleAt(fromNow(idleInSeconds))];
  return [queue.length(running.length, waiting.length), ...when];
}

function listOf(own: readonly JobRecord[], overview: QueueOverview, words: Words): string[] {
  const {queue} = words.pages;
  if (own.length === 0) return overview.running.length > 0 || overview.waiting.length > 0 ? [queue.none] : [];
  const entries = own.map((job, index) => `${index + 1}. ${describe(job, overview, words)}`);
  return ['', queue.yours, ...entries];
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

function cancelButtons(own: readonly JobRecord[], {pages}: Words): Row[] {
  if (own.length === 0) return [];
  const components = own.map(
    ({id}, index): APIButtonComponent => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: pages.queue.cancel(index + 1),
      custom_id: `${prefix}${id}`,
    }),
  );
  return [{type: ComponentType.ActionRow, components}];
}
