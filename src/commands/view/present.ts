import {time} from 'discord.js';
import type {JobEvent, JobRecord} from '../../jobs/job.ts';
import type {RenderProgress, RenderRecord} from '../../nst/protocol.ts';
import {pictureActions} from '../actions.ts';
import type {Upload} from '../attachments/fit-upload.ts';
import type {OutgoingMessage} from '../reply/reply-target.ts';
import {buttons} from './buttons.ts';
import {progressBar} from './progress-bar.ts';
import {colorWords} from './words.ts';

/** What every state of a job's message shows; `note` says what a retry changed and for whom. */
export type Shown = Pick<JobRecord, 'id' | 'styleTitle'> & {note?: string};

export function starting(job: Shown): OutgoingMessage {
  return {content: lines(job, 'Starting…'), components: buttons(job.id, ['cancel'])};
}

export function queued(job: Shown, event: Extract<JobEvent, {type: 'queued'}>): OutgoingMessage {
  const starts = event.startsInSeconds === undefined ? '' : ` · starts ${fromNow(event.startsInSeconds)}`;
  return {
    content: lines(job, `In the queue at position ${event.position}${starts}`),
    components: buttons(job.id, ['cancel']),
  };
}

export function progress(job: Shown, event: RenderProgress): OutgoingMessage {
  const {fraction, step, totalSteps, etaSeconds, frame} = event;
  const ready = Number.isFinite(etaSeconds) ? ` · ready ${fromNow(etaSeconds)}` : '';
  return {
    content: lines(job, `${progressBar(fraction)} · step ${step} of ${totalSteps}${ready}`),
    components: buttons(job.id, ['cancel']),
    ...(frame && {file: picture(job, {data: frame, extension: 'jpg', contentType: 'image/jpeg'})}),
  };
}

export function done(job: Shown, record: RenderRecord, upload: Upload): OutgoingMessage {
  return {
    content: lines(job, parameters(record)),
    components: buttons(job.id, pictureActions),
    file: picture(job, upload),
  };
}

export function cancelled(job: Shown): OutgoingMessage {
  return {content: lines(job, 'Cancelled.'), components: buttons(job.id, ['again'])};
}

export function failed(job: Shown, words: string): OutgoingMessage {
  return {content: lines(job, words), components: buttons(job.id, ['again'])};
}

/** The picture was painted, and all that is left of it is perhaps the last frame. */
export function undelivered(job: Shown): OutgoingMessage {
  return failed(
    job,
    'The painting was finished, but the picture could not be delivered. Press Again for another.',
  );
}

function lines(job: Shown, state: string): string {
  return [`🎨 **${job.styleTitle}**`, ...(job.note ? [job.note] : []), state].join('\n');
}

function picture({styleTitle, id}: Shown, {data, extension, contentType}: Upload) {
  return {
    name: `atelier-${id.slice(0, 8)}.${extension}`,
    data,
    contentType,
    description: `The photo repainted in the style of ${styleTitle}`,
  };
}

function parameters({settings, width, height, seconds, device, encoder}: RenderRecord): string {
  return [
    `strength ${round(settings.strength)}`,
    `size ${settings.size} (${width} × ${height})`,
    `seed ${settings.seed}`,
    settings.quality,
    colorWords[settings.colors],
    duration(seconds),
    `${encoder} on ${device}`,
  ].join(' · ');
}

function duration(seconds: number): string {
  if (seconds < 100) return `${round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function round(value: number): string {
  return value.toLocaleString('en', {maximumFractionDigits: value < 10 ? 2 : 0, useGrouping: false});
}

/** A Discord timestamp, which every client counts down by itself. */
function fromNow(seconds: number): string {
  return time(Math.round(Date.now() / 1000 + seconds), 'R');
}
