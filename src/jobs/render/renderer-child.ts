/**
 * One child process that paints, from start to end. Whatever ends it (a crash, a kill by the system or by us, a broken
 * channel), `gone` tells the reason once, when the process has really ended and all its output has been read. A child
 * is never revived; start a fresh one instead.
 */
import {AppError} from '../../errors.ts';
import type {EngineOptions, FromRenderer, ToRenderer} from '../../nst/contract/protocol.ts';
import {toError} from '../../nst/contract/serialized-error.ts';
import {crashOf, startChild} from '../../system/child/child-process.ts';
import {fromRendererSchema} from '../schemas.ts';

export interface RendererIdentity {
  /** Device that paints, for example `cpu`. */
  device: string;
  /** Encoder that judges, for example `vgg19`. */
  encoder: string;
}

/** News of a render process apart from its jobs: for the log and for a progress bar at the start. */
export type RendererNews =
  | {type: 'started'; pid: number | undefined}
  | {type: 'loading'; message: string; fraction?: number}
  | {type: 'trouble'; message: string}
  | ({type: 'ready'} & RendererIdentity)
  /** A line the process wrote to its standard output or standard error. */
  | {type: 'output'; line: string}
  | {type: 'gone'; pid: number | undefined; error: Error};

/** Messages about a job. */
export type JobMessage = Extract<FromRenderer, {id: string}>;

export interface RendererChildOptions {
  /** Module that the child runs; may be TypeScript. */
  entry: URL;
  engine: EngineOptions;
  /** The child's whole environment; by default this process's own. */
  env?: NodeJS.ProcessEnv;
  /** Longest silence while the child starts and loads its weights. */
  startStallMs: number;
  /** How long a child may take to exit by itself after its channel has closed. */
  exitGraceMs: number;
  onJobMessage(message: JobMessage): void;
  onNews(news: RendererNews): void;
}

export interface RendererChild {
  /** Resolves when the child can paint. @throws the error that made it unusable or ended it */
  ready(): Promise<RendererIdentity>;
  /** False as soon as the child is killed, being closed or has ended. */
  usable(): boolean;
  /** Resolves with the reason when the process has ended. Never rejects. */
  gone: Promise<Error>;
  send(message: ToRenderer): void;
  /** Ends the process at once; `gone` then resolves with `verdict`. */
  kill(verdict: Error): void;
  /** Lets the process exit by itself and kills it after `exitGraceMs`; resolves when it has ended. */
  close(verdict: Error): Promise<void>;
}

export function startRendererChild(options: RendererChildOptions): RendererChild {
  const {entry, engine, env, startStallMs, exitGraceMs, onJobMessage, onNews} = options;
  const {process: child, ended} = startChild(entry, {
    env,
    onLine: (line) => onNews({type: 'output', line}),
  });
  let verdict: Error | undefined;
  let exitTimer: NodeJS.Timeout | undefined;
  let announce: (identity: RendererIdentity) => void;
  const identity = new Promise<RendererIdentity>((resolve) => {
    announce = resolve;
  });
  const startTimer = setTimeout(() => {
    const message = `The render process was silent for ${startStallMs / 1000} s while starting.`;
    kill(new AppError('RENDER_TIMEOUT', message));
  }, startStallMs);

  const gone = ended.then((end) => {
    clearTimeout(startTimer);
    clearTimeout(exitTimer);
    verdict ??= crashOf('The render process', end);
    onNews({type: 'gone', pid: child.pid, error: verdict});
    return verdict;
  });
  const start = Promise.race([identity, gone]);

  /** Whether the process has exited; `gone` follows when its last output has been read. */
  function hasExited(): boolean {
    return child.exitCode !== null || child.signalCode !== null;
  }

  function kill(reason: Error): void {
    verdict ??= reason;
    child.kill('SIGKILL');
  }

  function hear(message: FromRenderer): void {
    switch (message.type) {
      case 'loading':
        startTimer.refresh();
        onNews(message);
        break;
      case 'trouble':
        onNews(message);
        break;
      case 'ready':
        clearTimeout(startTimer);
        onNews(message);
        announce({device: message.device, encoder: message.encoder});
        break;
      case 'unusable':
        kill(toError(message.error));
        break;
      default:
        onJobMessage(message);
    }
  }

  function send(message: ToRenderer): void {
    child.send(message, (error) => {
      if (error)
        kill(new AppError('RENDER_CRASHED', 'The render process cannot be reached.', {cause: error}));
    });
  }

  child.on('message', (raw) => {
    const parsed = fromRendererSchema.safeParse(raw);
    if (parsed.success) hear(parsed.data);
    else
      kill(
        new AppError('RENDER_CRASHED', 'The render process sent an invalid message.', {cause: parsed.error}),
      );
  });
  child.on('error', (error) => {
    kill(new AppError('RENDER_CRASHED', `The render process failed: ${error.message}`, {cause: error}));
  });
  child.on('disconnect', () => {
    exitTimer = setTimeout(() => {
      if (hasExited()) return;
      kill(new AppError('RENDER_CRASHED', 'The render process closed its channel but did not exit.'));
    }, exitGraceMs);
  });

  onNews({type: 'started', pid: child.pid});
  send({type: 'start', options: engine});

  return {
    async ready() {
      const outcome = await start;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    usable: () => verdict === undefined && child.connected && !hasExited(),
    gone,
    send,
    kill,
    async close(reason) {
      verdict ??= reason;
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
