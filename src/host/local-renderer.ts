/** The render process of this machine, as bot and worker start it. */
import type {Logger} from 'pino';
import type {EngineConfig} from '../config.ts';
import type {Renderer} from '../jobs/job.ts';
import {createRenderProcess, type RenderProcess} from '../jobs/render/render-process.ts';
import {rendererEnvironment} from '../jobs/render/renderer-environment.ts';
import {withSecondAttempt} from '../jobs/render/second-attempt.ts';
import type {RenderRequest} from '../nst/contract/protocol.ts';
import {createRendererLog} from './renderer-log.ts';

/**
 * Above the longest silence of a weak CPU at the largest size: between scales it measures the targets, compiles the
 * objective and evaluates it for the first time.
 */
const stallMs = 300_000;
const cancelGraceMs = 10_000;

export interface LocalRenderer extends Renderer<RenderRequest>, Pick<RenderProcess, 'whenReady'> {}

/** A process that paints one picture at a time, with a second attempt for a picture whose process was lost. */
export function createLocalRenderer(
  config: EngineConfig,
  env: NodeJS.ProcessEnv,
  log: Logger,
): LocalRenderer {
  const {engine, device, weights, vgg19File, memoryMb, dataDir} = config;
  const renderProcess = createRenderProcess({
    entry: new URL('../nst/process.ts', import.meta.url),
    engine: {
      engine,
      device,
      weights,
      ...(vgg19File && {vgg19File}),
      fetchInBackground: true,
      dataDir,
      ...(memoryMb !== undefined && {memoryMb}),
    },
    env: rendererEnvironment(withoutSecrets(env)),
    deadlineMs: config.jobTimeoutMs,
    stallMs,
    cancelGraceMs,
    onNews: createRendererLog(log),
  });
  const onRetry = (err: Error) => log.warn({err}, 'render process lost, trying once more');
  return {...withSecondAttempt(renderProcess, onRetry), whenReady: () => renderProcess.whenReady()};
}

/** The processes that look at pictures from strangers have no use for the credentials. */
export function withoutSecrets({
  DISCORD_TOKEN: _token,
  REDIS_URL: _url,
  ...env
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}
