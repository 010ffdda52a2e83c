import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type {JobRecord, QueueOverview} from '../../jobs/job.ts';
import {roughly, unusual} from '../messages/view/parameters.ts';
import {styleTitles} from '../messages/view/style-titles.ts';
import type {Services} from '../services.ts';
import type {Words} from '../words/words.ts';

export type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** Discord's limit of buttons in a row. Few people have more pictures in progress. */
export const maxListed = 5;

/** Some of somebody's pictures that wait or are being painted, and a line about each. */
export interface InLine {
  jobs: readonly JobRecord[];
  lines: readonly string[];
}

/** `jobs`: of one person, oldest first. Those that are not in line are left out. */
export function inLine(
  {queue, config}: Pick<Services, 'queue' | 'config'>,
  jobs: readonly JobRecord[],
  words: Words,
): InLine {
  const overview = queue.overview();
  const listed = jobs.filter(({id}) => placeOf(id, overview) !== undefined).slice(0, maxListed);
  const titleOf = (job: JobRecord) => titleWithSettings(job, config, words);
  return {jobs: listed, lines: numbered(listed.map((job) => describe(job, overview, {words, titleOf})))};
}

/** Tells pictures of the same painting apart. */
export function titleWithSettings(
  {styles, settings}: JobRecord,
  {defaultQuality}: Pick<Services['config'], 'defaultQuality'>,
  words: Words,
): string {
  const own = unusual(settings, {defaultQuality}, words);
  const title = styleTitles(styles, words).join(' + ');
  return own.length > 0 ? `${title} (${own.join(', ')})` : title;
}

export function numbered(lines: readonly string[]): string[] {
  return lines.map((line, index) => `${index + 1}. ${line}`);
}

/** A row with a button for each job, labelled by its number; none without jobs. */
export function numberedButtons(
  jobs: readonly Pick<JobRecord, 'id'>[],
  label: (number: number) => string,
  idOf: (jobId: string) => string,
): Row[] {
  if (jobs.length === 0) return [];
  const components = jobs.map(
    ({id}, index): APIButtonComponentWithCustomId => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: label(index + 1),
      custom_id: idOf(id),
    }),
  );
  return [{type: ComponentType.ActionRow, components}];
}

interface Wording {
  words: Words;
  titleOf(job: JobRecord): string;
}

function describe(job: JobRecord, overview: QueueOverview, {words, titleOf}: Wording): string {
  const {queue} = words.pages;
  const title = titleOf(job);
  const place = placeOf(job.id, overview);
  if (!place) return queue.running(title);
  const startsInSeconds = overview.waiting[place - 1]?.startsInSeconds;
  const starts =
    startsInSeconds === undefined ? [] : [words.job.startsIn(roughly(startsInSeconds, words.job))];
  return [queue.waiting(title, place), ...starts].join(' · ');
}

/** 0 while the job is being painted, its position from 1 while it waits; undefined when it is not in the queue. */
function placeOf(jobId: string, {running, waiting}: QueueOverview): number | undefined {
  if (running.includes(jobId)) return 0;
  const index = waiting.findIndex((job) => job.jobId === jobId);
  return index < 0 ? undefined : index + 1;
}
