/**
 * Many people ask for many jobs in bad weather. The bot is the real process, its render process only pretends, and the
 * bot is killed on the way. Afterwards the sandbox's messages, the bot's log and its database show what happened.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {type BotOptions, type BotProcess, startBot} from '../../sandbox/bot-process.ts';
import {type FileInput, type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {jobsIn} from '../../test/fixtures/jobs-in.ts';
import {Chronicle} from './chronicle.ts';
import {rollDice} from './dice.ts';
import {heldSeeds} from './fate.ts';
import {letGo} from './held.ts';
import {type MemoryTrend, memoryTrend} from './memory.ts';
import {visit} from './person.ts';
import {photo} from './photo.ts';
import {judge, type Verdict} from './verdict.ts';
import {outage, storm} from './weather.ts';

export interface SoakOptions {
  people: number;
  jobsEach: number;
  seed: number;
  /** The bot is killed with -9 once these shares of the jobs have been accepted, 0–1. */
  killsAt: readonly number[];
  /** Discord is out for so many minutes, one outage after the other, while people order. */
  outageMinutes: readonly number[];
  /** The whole soak must be over by then. */
  limitMs: number;
}

export interface SoakReport extends Verdict {
  seconds: number;
  troubles: Map<string, number>;
  kills: number;
  outageMinutes: readonly number[];
  /** Interactions without an answer within three seconds, for example while the bot was down. */
  unanswered: number;
  memory: MemoryTrend;
  violations: Sandbox['violations'];
  unknownRoutes: Sandbox['unknownRoutes'];
}

/** Guilds follow each other on the shards, so that each has one. */
const shards = 4;
/** The bot waits so many times faster than the world (`hasten.ts`), also between the logins of a shard. */
const hurry = 60;
const identifyWindowMs = 5_000;
/** Even on an idle machine a start takes seconds. */
const settleMs = 120_000;

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const {people, jobsEach, seed, killsAt, outageMinutes, limitMs} = options;
  const startedAt = performance.now();
  const channels = Array.from(
    {length: Math.max(shards, Math.ceil(people / 3))},
    (_, index) => `studio-${index}`,
  );
  const guilds = Array.from({length: shards}, (_, shard) => ({
    name: `Studio ${shard}`,
    channels: channels.filter((_name, index) => index % shards === shard),
  }));
  const sandbox = await startSandbox({
    guilds,
    recommendedShards: shards,
    maxConcurrency: shards,
    identifyWindowMs: identifyWindowMs / hurry,
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-soak-'));
  const chronicle = new Chronicle(sandbox);
  const bot: BotOptions = {
    sandbox,
    dataDir,
    env: {
      WEIGHTS: 'bundled',
      MAX_QUEUE: '1000',
      MAX_JOBS_PER_USER: '50',
      COOLDOWN_SECONDS: '0',
      DAILY_QUOTA: '0',
      PROBE_COLLECTS: 'true',
    },
    imports: ['use-fast-renderer.ts', 'probe.ts', 'hasten.ts'].map((name) => new URL(name, import.meta.url)),
    onLine: (line) => chronicle.lines.push(line),
  };
  let running: BotProcess = await startBot(bot);
  const over = new AbortController();
  const limit = AbortSignal.timeout(limitMs);
  try {
    const moderator = sandbox.user('moderator', {permissions: ['ManageMessages']});
    const image = await photo(96, 72);
    const visits = Array.from({length: people}, (_, index) =>
      visit({
        user: sandbox.user(`person-${index}`),
        channel: index % 10 === 9 ? undefined : sandbox.channel(channels[index % channels.length] as string),
        moderator,
        image,
        jobs: jobsEach,
        dice: rollDice(seed * 1_000 + index),
        signal: limit,
      }),
    );
    const everybody = Promise.all(visits).finally(() => over.abort());
    everybody.catch(() => undefined);
    const weather = storm(sandbox, {dice: rollDice(seed), shards, signal: over.signal});
    let kills = 0;
    for (const share of killsAt) {
      const accepted = Math.floor(people * jobsEach * share);
      while (chronicle.said('job accepted').length < accepted && !over.signal.aborted) await delay(20);
      await running.kill();
      kills += 1;
      running = await startBot({...bot, register: false});
    }
    await everybody;
    const troubles = await weather;
    for (const minutes of outageMinutes)
      await sitOut(sandbox, minutes, {dataDir, image, channel: channels[0] as string, signal: limit});
    await settled(dataDir, AbortSignal.any([limit, AbortSignal.timeout(settleMs)]));
    const exit = await running.stop();
    const verdict = judge(chronicle, jobsIn(dataDir));
    if (exit !== 0) verdict.problems.push(`the bot ended with ${exit} when it was told to stop`);
    return {
      ...verdict,
      seconds: (performance.now() - startedAt) / 1000,
      troubles,
      kills,
      outageMinutes,
      unanswered: chronicle.unanswered,
      memory: memoryTrend(running.lines),
      violations: sandbox.violations,
      unknownRoutes: sandbox.unknownRoutes,
    };
  } finally {
    over.abort();
    await running.kill();
    await sandbox.close();
    await rm(dataDir, {recursive: true, force: true});
  }
}

/** Some people order just before an outage, and their pictures and failures end in it. Nobody can order during it. */
async function sitOut(
  sandbox: Sandbox,
  minutes: number,
  {
    dataDir,
    image,
    channel,
    signal,
  }: {dataDir: string; image: FileInput; channel: string; signal: AbortSignal},
): Promise<void> {
  const thread = sandbox.openThread(sandbox.channel(channel), `outage-${minutes}`);
  const seeds = [heldSeeds.done, heldSeeds.fails, heldSeeds.done, heldSeeds.fails];
  for (const [index, seed] of seeds.entries()) {
    const user = sandbox.user(`patient-${minutes}-${index}`);
    const place = index % 2 === 0 ? {channel: thread} : {dm: true};
    const asked = await user.slash(
      'stylize',
      {image, style: 'kandinsky', size: 128, quality: 'draft', seed},
      place,
    );
    const message = await asked.waitForResponse();
    await message.waitFor(({content}) => content !== '', {timeoutMs: 20_000});
  }
  const over = outage(sandbox, minutes, signal);
  for (const {id, finishedAt} of jobsIn(dataDir)) if (!finishedAt) await letGo(dataDir, id);
  await over;
}

/** Resolves when every job has ended and been told, or at the signal; the verdict reports jobs that are not over. */
async function settled(dataDir: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && jobsIn(dataDir).some(({toldAt}) => toldAt === undefined)) await delay(200);
}
