/**
 * What it costs to be in thousands of servers: the time and memory to log in, and the processor's and the event loop's
 * part while people write, for the bot and for discord.js without the bot's filter.
 *   npx tsx bench/gateway.ts [--guilds 3000] [--shards 4] [--rate 2000] [--seconds 20]
 */
import {type ChildProcess, fork} from 'node:child_process';
import {cpus, loadavg} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import type {FromClient, Kind, ToClient} from './gateway/client.ts';
import {startDiscord} from './gateway/discord.ts';

const {values} = parseArgs({
  options: {
    guilds: {type: 'string', default: '3000'},
    shards: {type: 'string', default: '4'},
    rate: {type: 'string', default: '2000'},
    seconds: {type: 'string', default: '20'},
  },
});
const [guilds, shards, rate, seconds] = [values.guilds, values.shards, values.rate, values.seconds].map(
  Number,
);

type Ready = Extract<FromClient, {type: 'ready'}>;
type Measured = Extract<FromClient, {type: 'measured'}>;

async function run(kind: Kind): Promise<{ready: Ready; measured: Measured; loginMb: number}> {
  const discord = await startDiscord({shards: shards as number, guilds: guilds as number});
  const child = fork(fileURLToPath(new URL('gateway/client.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx'), '--expose-gc', '--max-old-space-size=8192'],
  });
  try {
    const ready = await ask<Ready>(child, {type: 'login', kind, apiUrl: discord.apiUrl}, 'ready');
    const loginMb = discord.takeBytes() / 2 ** 20;
    const over = new AbortController();
    const chat = discord.chat(rate as number, over.signal);
    // The first seconds warm up.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const measured = await ask<Measured>(child, {type: 'measure', seconds: seconds as number}, 'measured');
    over.abort();
    await chat;
    return {ready, measured, loginMb};
  } finally {
    child.kill();
    await discord.close();
  }
}

function ask<Answer extends FromClient>(
  child: ChildProcess,
  question: ToClient,
  type: Answer['type'],
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the client ended with ${code}`)));
    child.on('message', (message: FromClient) => {
      if (message.type === type) resolve(message as Answer);
    });
    child.send(question);
  });
}

const before = await run('discord.js');
const now = await run('bot');
const row = (what: string, show: (result: typeof now) => string) =>
  `| ${what} | ${show(before)} | ${show(now)} |`;
console.log(
  [
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; ${guilds} servers on ${shards} shards; ${rate} events a second for ${seconds} s`,
    '',
    '|  | discord.js | the bot |',
    '| --- | ---: | ---: |',
    row('read while logging in, MiB', ({loginMb}) => loginMb.toFixed(1)),
    row('until ready, s', ({ready}) => ready.seconds.toFixed(2)),
    row('processor time for that, s', ({ready}) => ready.cpuSeconds.toFixed(2)),
    row('resident memory before logging in, MiB', ({ready}) => String(ready.rssBeforeMb)),
    row('resident memory when ready, MiB', ({ready}) => String(ready.rssMb)),
    row('in use then, after garbage collection, MiB', ({ready}) => String(ready.usedMb)),
    row('share of one core while people write', ({measured}) => `${(measured.cpuShare * 100).toFixed(1)} %`),
    row('event loop late by, p99, ms', ({measured}) => measured.lagP99Ms.toFixed(1)),
    row('event loop late by, at most, ms', ({measured}) => measured.lagMaxMs.toFixed(1)),
    row('deletions heard', ({measured}) => String(measured.heard)),
    row('resident memory afterwards, MiB', ({measured}) => String(measured.rssMb)),
  ].join('\n'),
);
