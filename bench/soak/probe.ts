/**
 * Loaded before the bot. Prints its memory every second and, on SIGUSR2, how late its event loop has run since the
 * last SIGUSR2. The lines look like the bot's log lines.
 */
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

const everyMs = 1_000;
/** Garbage does not count as memory in use, but collecting it takes some milliseconds: do so every fifth time only. */
const collectEvery = 5;
const resolution = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const loop = monitorEventLoopDelay({resolution});
loop.enable();

let ticks = 0;
const mb = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;

setInterval(() => {
  ticks += 1;
  const collected = ticks % collectEvery === 0 && process.env.PROBE_COLLECTS === 'true';
  if (collected) collectGarbage();
  const {rss, heapUsed, external} = process.memoryUsage();
  print({msg: 'probe memory', collected, rssMb: mb(rss), usedMb: mb(heapUsed + external)});
}, everyMs).unref();

process.on('SIGUSR2', () => {
  // The monitor measures the time between two ticks of its own timer.
  const late = (nanoseconds: number): number =>
    Math.max(0, Math.round((nanoseconds / 1e6 - resolution) * 10) / 10);
  print({
    msg: 'probe lag',
    ticks: loop.count,
    p50: late(loop.percentile(50)),
    p99: late(loop.percentile(99)),
    max: late(loop.max),
  });
  loop.reset();
});

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
