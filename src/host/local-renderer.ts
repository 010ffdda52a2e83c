/** Creates this machine's renderer for the bot and for a worker. */
import type {Logger} from 'pino';
import type {EngineConfig} from '../config.ts';
import type {Renderer} from '../jobs/job.ts';
import {createRenderProcess, type RenderProcess} from '../jobs/render/render-process.ts';
import {rendererEnvironment} from '../jobs/render/renderer-environment.ts';
import {withSecondAttempt} from '../jobs/render/second-attempt.ts';
import type {RenderRequest} from '../nst/contract/protocol.ts';
import {ownModule} from '../system/own-program.ts';
import {followRenderer, type RendererPulse} from './health/renderer-pulse.ts';
import {createRendererLog} from './renderer-log.ts';

/**
 * Longer than a weak CPU is ever silent at the largest size: between scales it measures the targets, compiles the
 * objective and evaluates it for the first time.
 */
const stallMs = 300_000;
const cancelGraceMs = 10_000;

export interface LocalRenderer
  extends Renderer<RenderRequest>,
    Pick<RenderProcess, 'whenReady'>,
    Omit<RendererPulse, 'hear'> {}

/** Paints one picture at a time in a process of its own. If that process is lost, the picture gets a second attempt. */
export function createLocalRenderer(
  config: EngineConfig,
  env: NodeJS.ProcessEnv,
  log: Logger,
): LocalRenderer {
  const {engine, device, weights, vgg19File, memoryMb, dataDir, proxy} = config;
  const logNews = createRendererLog(log);
  const pulse = followRenderer();
  const renderProcess = createRenderProcess({
    entry: ownModule('../nst/process', import.meta.url),
    engine: {
      engine,
      device,
      weights,
      ...(vgg19File && {vgg19File}),
      fetchInBackground: true,
      dataDir,
      ...(proxy && {proxy}),
      ...(memoryMb !== undefined && {memoryMb}),
    },
    env: rendererEnvironment(withoutSecrets(env)),
    deadlineMs: config.jobTimeoutMs,
    stallMs,
    cancelGraceMs,
    onNews(news) {
      logNews(news);
      pulse.hear(news);
    },
  });
  const onRetry = (err: Error) => log.warn({err}, 'lost the render process, trying once more');
  return {
    ...withSecondAttempt(renderProcess, onRetry),
    whenReady: () => renderProcess.whenReady(),
    check: pulse.check,
    identity: pulse.identity,
  };
}

/** Environment for processes that handle pictures from strangers: they do not need the credentials. */
export function withoutSecrets({
  DISCORD_TOKEN: _token,
  DISCORD_TOKEN_FILE: _tokenFile,
  REDIS_URL: _url,
  REDIS_URL_FILE: _urlFile,
  ...env
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}
