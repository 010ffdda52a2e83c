/**
 * A renderer that paints in a child process, so that a blocked or crashed engine cannot hurt the bot. It has at most
 * one child, starts it when it is first needed and, after losing it, starts a fresh one for the next job. A job starts
 * at most one child: if that cannot start, the job fails with the reason, so no child is started over and over.
 */
import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {AppError} from '../../errors.ts';
import type {EngineOptions, RenderRequest} from '../../nst/contract/protocol.ts';
import type {Renderer} from '../job.ts';
import {unlessAborted} from '../unless-aborted.ts';
import {type Painting, type PaintingLimits, startPainting} from './painting.ts';
import {
  type RendererChild,
  type RendererIdentity,
  type RendererNews,
  startRendererChild,
} from './renderer-child.ts';

export interface RenderProcessOptions extends PaintingLimits {
  /** Module that the child runs; may be TypeScript. */
  entry: URL;
  engine: EngineOptions;
  /** Longest silence while a child starts and loads its weights; `stallMs` by default. */
  startStallMs?: number;
  /** The child's whole environment; by default this process's own. */
  env?: NodeJS.ProcessEnv;
  onNews?(news: RendererNews): void;
}

/** A killed process is gone soon; on a busy machine the system says so late. */
const killedMs = 800;

export interface RenderProcess extends Renderer<RenderRequest> {
  /**
   * Starts the child if needed and resolves when it can paint.
   * @throws AppError when it cannot: `WEIGHTS_UNAVAILABLE`, `RENDER_CRASHED`, `RENDER_TIMEOUT`…
   */
  whenReady(): Promise<RendererIdentity>;
}

export function createRenderProcess(options: RenderProcessOptions): RenderProcess {
  const {entry, engine, env, stallMs, cancelGraceMs, startStallMs = stallMs, onNews = () => {}} = options;
  let child: RendererChild | undefined;
  let painting: Painting | undefined;
  let busy = false;
  let closed = false;

  function start(): RendererChild {
    const started = startRendererChild({
      entry,
      engine,
      startStallMs,
      exitGraceMs: cancelGraceMs,
      onJobMessage: (message) => painting?.hear(message),
      onNews,
      ...(env && {env}),
    });
    void started.gone.then((error) => painting?.lost(error));
    return started;
  }

  /** The child, or a fresh one if it is lost. The lost one has always ended before the next starts. */
  async function currentChild(): Promise<RendererChild> {
    while (child && !child.usable()) {
      const lost = child;
      await lost.gone;
      if (child === lost) child = undefined;
    }
    if (closed) throw shuttingDown();
    child ??= start();
    return child;
  }

  async function readyChild(): Promise<RendererChild> {
    const current = await currentChild();
    await current.ready();
    return current;
  }

  return {
    async whenReady() {
      return (await currentChild()).ready();
    },

    async *render(request, {signal}) {
      if (busy) throw new Error('Expected one render at a time, received another before the last one ended.');
      busy = true;
      const cancel = () => painting?.cancel(signal.reason);
      signal.addEventListener('abort', cancel);
      try {
        signal.throwIfAborted();
        const ready = await unlessAborted(readyChild(), signal);
        signal.throwIfAborted();
        if (!ready.usable()) throw await ready.gone;
        painting = startPainting(ready, randomUUID(), request, options);
        yield* painting.events;
      } catch (error) {
        if (error instanceof AppError && error.code === 'OUT_OF_MEMORY') child?.kill(error);
        throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
        painting?.cancel(new DOMException('The reader left.', 'AbortError'));
        await painting?.over;
        painting = undefined;
        busy = false;
      }
    },

    async close() {
      closed = true;
      // A child that does not paint has nothing to save, and may take long to notice: it may be loading weights.
      if (painting) return child?.close(shuttingDown());
      child?.kill(shuttingDown());
      await Promise.race([child?.gone, sleep(killedMs, undefined, {ref: false})]);
    },
  };
}

function shuttingDown(): AppError {
  return new AppError('SHUTTING_DOWN', 'The render process is closed.');
}
