/** How a child process ended, in words fit for an error message. */
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {AppError} from '../errors.ts';

export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Output of a dying child often follows its exit by a moment; a stray grandchild may hold the pipe for longer. */
const lastWordsMs = 500;
/** Lines of output kept as the cause of a death. */
const keptLines = 20;
/** Exit code by which shells and containers report SIGABRT, how V8 and C++ end when memory runs out. */
const abortedExitCode = 134;

/** Resolves when the process has ended, or could not be started, and what it said before has arrived. */
export function whenEnded(child: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    child.once('error', () => {
      if (child.pid === undefined) resolve({code: null, signal: null});
    });
    child.once('exit', async (code, signal) => {
      await Promise.race([whenQuiet(child), sleep(lastWordsMs, undefined, {ref: false})]);
      resolve({code, signal});
    });
  });
}

/** Resolves when channel and output are closed. The `close` event would do, but never comes after `disconnect()`. */
async function whenQuiet(child: ChildProcess): Promise<void> {
  await Promise.allSettled([
    child.connected && once(child, 'disconnect'),
    ...[child.stdout, child.stderr].map((stream) => stream && !stream.closed && once(stream, 'close')),
  ]);
}

/** Passes each line of output on and returns a function that gives the last ones. */
export function followOutput(child: ChildProcess, onLine: (line: string) => void): () => string {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({input: stream}).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      onLine(line);
    });
  }
  return () => lines.join('\n');
}

/** The error for a render process that ended though nobody asked it to. */
export function describeExit({code, signal}: ChildExit, lastOutput: string): AppError {
  const how =
    signal !== null ? `was ended by ${signal}` : code !== null ? `exited with code ${code}` : 'did not start';
  const outOfMemory = signal === 'SIGKILL' || signal === 'SIGABRT' || code === abortedExitCode;
  const guess = outOfMemory ? ', perhaps because memory ran out' : '';
  return new AppError('RENDER_CRASHED', `The render process ${how}${guess}.`, {
    cause: lastOutput === '' ? undefined : new Error(`Its last output:\n${lastOutput}`),
  });
}
