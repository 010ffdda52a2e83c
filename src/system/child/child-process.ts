/** Starts one of our own processes and tells how it ended. child-side.ts has the code that runs inside it. */
import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {AppError} from '../../errors.ts';
import {loaderFor} from '../own-program.ts';

export interface ChildOptions {
  args?: readonly string[];
  /** The whole environment; by default this process's own. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Called with each line of standard output and standard error. */
  onLine?(line: string): void;
}

export interface Child {
  /** Messages are cloned, so bytes and NaN arrive unchanged. `error` events already have a listener. */
  process: ChildProcess;
  /** Resolves when the process has ended or could not be started, and all its output has been read. Never rejects. */
  ended: Promise<ChildEnd>;
}

export interface ChildEnd {
  /** If `code` and `signal` are both null, the process could not be started. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines of its output. */
  lastOutput: string;
}

/** A child's last output often arrives just after its exit; a stray grandchild may hold the pipe open for longer. */
const lastWordsMs = 500;
/** How many lines of output are kept to explain a crash. */
const keptLines = 20;
/** How shells and containers report SIGABRT, which V8 and C++ raise when memory runs out. */
const abortedExitCode = 134;

/** @param entry module the process runs: TypeScript or JavaScript */
export function startChild(entry: URL, {args = [], env, onLine}: ChildOptions = {}): Child {
  const child = fork(fileURLToPath(entry), args, {
    serialization: 'advanced',
    execArgv: loaderFor(entry),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
  });
  return {process: child, ended: whenEnded(child, followOutput(child, onLine))};
}

function whenEnded(child: ChildProcess, lines: readonly string[]): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.on('error', () => {
      if (child.pid === undefined) resolve({code: null, signal: null, lastOutput: ''});
    });
    child.once('exit', async (code, signal) => {
      await Promise.race([whenQuiet(child), sleep(lastWordsMs, undefined, {ref: false})]);
      resolve({code, signal, lastOutput: lines.join('\n')});
    });
  });
}

/** Resolves when channel and output are closed. The `close` event never comes after `disconnect()`. */
async function whenQuiet(child: ChildProcess): Promise<void> {
  await Promise.allSettled([
    child.connected && once(child, 'disconnect'),
    ...[child.stdout, child.stderr].map((stream) => stream && !stream.closed && once(stream, 'close')),
  ]);
}

/** Passes each line of output on. Returns the last lines, in an array that keeps changing. */
function followOutput(child: ChildProcess, onLine: ChildOptions['onLine']): readonly string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({input: stream}).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}

/** The error for a process that ended though nobody asked it to. @param name subject of a sentence, capitalised */
export function crashOf(name: string, {code, signal, lastOutput}: ChildEnd): AppError {
  const how =
    signal !== null ? `was ended by ${signal}` : code !== null ? `exited with code ${code}` : 'did not start';
  const outOfMemory = signal === 'SIGKILL' || signal === 'SIGABRT' || code === abortedExitCode;
  const guess = outOfMemory ? ', perhaps because memory ran out' : '';
  return new AppError('RENDER_CRASHED', `${name} ${how}${guess}.`, {
    cause: lastOutput === '' ? undefined : new Error(`Its last output:\n${lastOutput}`),
  });
}
