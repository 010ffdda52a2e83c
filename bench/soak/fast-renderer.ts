/**
 * A render process that speaks the protocol but paints nothing: after a fraction of a second, every job gets the same
 * grey picture. Some jobs end otherwise, depending on their seed, so that every kind of end occurs: see `fateOf`.
 */
import {existsSync, writeFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';
import sharp from 'sharp';
import type {FromRenderer, RenderRecord, RenderRequest, ToRenderer} from '../../src/nst/contract/protocol.ts';
import {fateOf} from './fate.ts';
import {untilLetGo} from './held.ts';

const width = 128;
const height = 96;
const steps = 5;

const grey = sharp({create: {width, height, channels: 3, background: '#778899'}});
const [image, frame] = await Promise.all([grey.clone().png().toBuffer(), grey.clone().jpeg().toBuffer()]);
let running: {id: string; stop: AbortController} | undefined;

process.on('message', (message: ToRenderer) => {
  if (message.type === 'start') send({type: 'ready', device: 'cpu', encoder: 'none'});
  if (message.type === 'render') void render(message.id, message.request);
  if (message.type === 'cancel' && running?.id === message.id) running.stop.abort();
});
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

async function render(id: string, request: RenderRequest): Promise<void> {
  const stop = new AbortController();
  running = {id, stop};
  const {kind, ms, held} = fateOf(request.settings.seed);
  try {
    for (let step = 1; step <= steps; step++) {
      await delay(ms / steps, undefined, {signal: stop.signal});
      send({type: 'event', id, event: progress(step, ms)});
      if (step === 2 && request.checkpointFile) {
        if (kind === 'dies' || (kind === 'dies once' && !existsSync(request.checkpointFile))) {
          writeFileSync(request.checkpointFile, 'begun');
          process.exit(70);
        }
        writeFileSync(request.checkpointFile, 'begun');
        if (held) await untilLetGo(request.checkpointFile, stop.signal);
      }
    }
    if (kind === 'fails') throw new Error('this seed fails');
    send({type: 'event', id, event: {type: 'done', image, record: record(request, ms)}});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({type: 'failed', id, error: {message}, cancelled: stop.signal.aborted});
  } finally {
    running = undefined;
  }
}

function progress(step: number, ms: number) {
  const fraction = step / steps;
  const etaSeconds = ((1 - fraction) * ms) / 1000;
  return {
    type: 'progress',
    step,
    totalSteps: steps,
    fraction,
    loss: 1 - fraction,
    terms: {},
    etaSeconds,
    frame,
  } as const;
}

function record({settings}: RenderRequest, ms: number): RenderRecord {
  return {
    settings,
    seconds: ms / 1000,
    secondsPerEvaluation: ms / 1000 / steps,
    evaluations: steps,
    pixelIterations: width * height * steps,
    width,
    height,
    device: 'cpu',
    encoder: 'none',
    loss: 0,
    terms: {},
    peakRssMb: 1,
  };
}

function send(message: FromRenderer): void {
  process.send?.(message);
}
