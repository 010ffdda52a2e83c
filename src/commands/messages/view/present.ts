import type {JobEvent, JobRecord} from '../../../jobs/job.ts';
import type {Quality, RenderProgress, RenderRecord} from '../../../nst/contract/protocol.ts';
import type {Upload} from '../../attachments/fit-upload.ts';
import {type Action, endedActions, pictureActions, underWayActions} from '../../picture/actions.ts';
import {linkTo} from '../../picture/message-link.ts';
import {type Words, wordsFor} from '../../words/words.ts';
import type {OutgoingFile, OutgoingMessage} from '../reply/reply-target.ts';
import {buttons} from './buttons.ts';
import {fromNow} from './from-now.ts';
import {caption, roughly} from './parameters.ts';
import {progressBar} from './progress-bar.ts';
import {spoilerName} from './spoiler.ts';
import {styleTitles} from './style-titles.ts';

/**
 * What every state of a job's message shows, in the language of the person who asked: Discord does not tell what
 * language other readers use. `note` says what a retry changed and for whom.
 */
export type Shown = Pick<JobRecord, 'id' | 'styles' | 'locale' | 'spoiler' | 'note' | 'noted' | 'wantsBell'>;

export function starting(job: Shown): OutgoingMessage {
  return message(job, ({starting}) => starting, underWayActions(job));
}

export function queued(job: Shown, event: Extract<JobEvent, {type: 'queued'}>): OutgoingMessage {
  const {position, startsInSeconds} = event;
  return message(
    job,
    ({queued, starts}) =>
      [queued(position), ...(startsInSeconds === undefined ? [] : [starts(fromNow(startsInSeconds))])].join(
        ' · ',
      ),
    underWayActions(job),
  );
}

export function progress(job: Shown, event: RenderProgress): OutgoingMessage {
  const {fraction, etaSeconds, frame} = event;
  const state = message(
    job,
    (words) =>
      [
        progressBar(fraction),
        ...(Number.isFinite(etaSeconds) ? [words.left(roughly(etaSeconds, words))] : []),
      ].join(' · '),
    underWayActions(job),
  );
  if (!frame) return state;
  const upload: Upload = {data: frame, extension: 'jpg', contentType: 'image/jpeg'};
  const alt = (words: Words) =>
    words.job.altFrame(styleTitles(job.styles, words), Math.floor(fraction * 100));
  return {...state, file: picture(job, upload, alt)};
}

/** What a finished picture's message depends on besides its job. */
export interface Surroundings {
  /** The picture can be put into a gallery. */
  hasGallery: boolean;
  /** Moderators hear of reports there. */
  canReport: boolean;
  defaultQuality: Quality;
}

export function done(
  job: Shown,
  record: RenderRecord,
  upload: Upload,
  {hasGallery, canReport, defaultQuality}: Surroundings,
): OutgoingMessage {
  const actions: Action[] = [
    ...pictureActions.filter((action) => action !== 'keep' || hasGallery),
    ...(canReport ? (['report'] as const) : []),
  ];
  const {noted = []} = job;
  return {
    ...message(job, (_job, words) => caption(record, {noted, defaultQuality}, words), actions),
    file: donePicture(job, record, upload),
  };
}

/** The finished picture as a file with its alt text. */
export function donePicture(
  job: Shown,
  {width, height}: Pick<RenderRecord, 'width' | 'height'>,
  upload: Upload,
): OutgoingFile {
  return picture(job, upload, (words) => words.job.altDone(styleTitles(job.styles, words), width, height));
}

export function cancelled(job: Shown): OutgoingMessage {
  return message(job, ({cancelled}) => cancelled, endedActions);
}

/** `words`: what went wrong, in the job's language. */
export function failed(job: Shown, words: string): OutgoingMessage {
  return message(job, () => words, endedActions);
}

/** The picture was painted, but its file is no longer stored; perhaps the last frame is still shown. */
export function undelivered(job: Shown): OutgoingMessage {
  return message(job, ({undelivered}) => undelivered, endedActions);
}

/** The picture was painted, but no place accepts it. */
export function undeliverable(job: Shown): OutgoingMessage {
  const words = wordsFor(job.locale);
  return message(job, ({undeliverable}) => undeliverable(words.commands.queue.name), endedActions);
}

/** The end is told in another message, because this one was closed to the bot at the time. */
export function moved(job: Shown, place: Parameters<typeof linkTo>[0]): OutgoingMessage {
  const link = linkTo(place);
  const state = (words: Words['job']) =>
    link === undefined ? words.movedToDirectMessages : words.moved(link);
  return {...message(job, state, []), dropFile: true};
}

/** The job ended, and the reason is no longer known. */
export function unfinished(job: Shown): OutgoingMessage {
  return message(job, ({unfinished}) => unfinished, endedActions);
}

/** The bot is back and continues this job. */
export function resumed(job: Shown): OutgoingMessage {
  return message(job, ({resumed}) => resumed, underWayActions(job));
}

/** The bot is stopping and will continue this job when it is back. */
export function restarting(job: Shown): OutgoingMessage {
  return message(job, ({restarting}) => restarting, underWayActions(job));
}

/** Last state of a private reply, before Discord stops letting the bot edit it. */
export function continuedElsewhere(job: Shown): OutgoingMessage {
  return message(job, ({continuedElsewhere}) => continuedElsewhere, []);
}

/** Everybody in the channel can read this, so it says nothing about the picture. */
export function directMessagesClosed({owner, locale}: Pick<JobRecord, 'owner' | 'locale'>): OutgoingMessage {
  const {job, commands} = wordsFor(locale);
  return {content: job.directMessagesClosed(`<@${owner}>`, commands.queue.name), components: []};
}

function message(
  job: Shown,
  state: (words: Words['job'], all: Words) => string,
  actions: readonly Action[],
): OutgoingMessage {
  const words = wordsFor(job.locale);
  const title = styleTitles(job.styles, words).join(' + ');
  const lines = [`🎨 **${title}**`, ...(job.note ? [job.note] : []), state(words.job, words)];
  return {content: lines.join('\n'), components: buttons(job.id, actions, words)};
}

/** Discord's limit for a picture's alt text. */
const maxAltLength = 1024;

function picture(
  {id, spoiler, locale}: Shown,
  {data, extension, contentType}: Upload,
  alt: (words: Words) => string,
): OutgoingFile {
  const name = `atelier-${id.slice(0, 8)}.${extension}`;
  return {
    name: spoiler ? spoilerName(name) : name,
    data,
    contentType,
    description: alt(wordsFor(locale)).slice(0, maxAltLength),
  };
}
