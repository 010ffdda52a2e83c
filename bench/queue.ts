/**
 * Ten thousand waiting jobs of five hundred owners, on 4, 32 and 100 slots. Everything is real, from the store on the
 * disk to Discord's REST client with its fifty requests a second, except the renderer, which only sleeps, and Discord.
 *   npx tsx bench/queue.ts [--jobs 10000] [--owners 500] [--slots 4,32,100] [--seconds 30]
 * Each number of slots has a process of its own. Linux only.
 */
import {fork} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type IntervalHistogram, monitorEventLoopDelay} from 'node:perf_hooks';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import pLimit from 'p-limit';
import {createRest} from '../src/bot/client.ts';
import {createGuildSettings} from '../src/commands/guilds/guild-settings.ts';
import {ActiveJobs} from '../src/commands/lifecycle/active-jobs.ts';
import {resumeJobs} from '../src/commands/lifecycle/resume-jobs.ts';
import {createPassingEdits} from '../src/commands/messages/reply/passing-edits.ts';
import {allOf} from '../src/commands/moderation/moderator.ts';
import type {Services} from '../src/commands/services.ts';
import {parseConfig} from '../src/config.ts';
import type {JobRecord} from '../src/jobs/job.ts';
import {createCostModel} from '../src/jobs/line/cost-model.ts';
import {createJobQueue} from '../src/jobs/line/queue.ts';
import {paintStored} from '../src/jobs/render/stored-jobs.ts';
import {openCharges} from '../src/jobs/store/charges.ts';
import {openDatabase} from '../src/jobs/store/database.ts';
import {openJobStore, type PersistentJobStore} from '../src/jobs/store/store.ts';
import {defaultSettings} from '../src/nst/contract/protocol.ts';
import {createSleepingRenderer, recordOf, reportEveryMs} from './scale/sleeping-renderer.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {
    jobs: {...text, default: '10000'},
    owners: {...text, default: '500'},
    slots: {...text, default: '4,32,100'},
    seconds: {...text, default: '30'},
    discord: text,
    folder: text,
  },
});
const jobCount = Number(values.jobs);
const inputBytes = 32 * 1024;
/** Pictures take 4 to 12 s. */
const meanSeconds = 8;
const answerMs = 80;
const settleMs = 5_000;
/** Of the monitor of the event loop, ms. */
const resolution = 5;

interface Report {
  slots: number;
  /** Picture seconds painted, of those that the slots could paint. */
  share: number;
  finishedPerSecond: number;
  /** How late the event loop was: p50, p99, max. */
  lag: string;
  cpuShare: number;
  bytesPerJob: number;
  closeSeconds: number;
}

const {discord: discordAddress, folder} = values;
if (discordAddress === undefined || folder === undefined) await main();
else {
  const report = await measure(folder, Number(values.slots), discordAddress);
  process.send?.(report, () => process.exit(0));
}

async function main(): Promise<void> {
  let requests = 0;
  const idle = monitorEventLoopDelay({resolution});
  const discord = createServer(async (request, response) => {
    requests += 1;
    request.resume();
    await Promise.all([once(request, 'end'), sleep(answerMs)]);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({id: request.url?.split('/').at(-1), channel_id: 'channel'}));
  }).listen(0, '127.0.0.1');
  await once(discord, 'listening');
  const address = `http://127.0.0.1:${(discord.address() as AddressInfo).port}`;
  console.log(
    '| slots | of the ideal | finished /s | lag p50, p99, max | idle process beside it | CPU | memory per waiting job | stop |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const slots of values.slots.split(',')) {
    const args = ['--jobs', values.jobs, '--owners', values.owners, '--seconds', values.seconds];
    const folder = await mkdtemp(join(tmpdir(), 'atelier-queue-'));
    const own = ['--slots', slots, '--discord', address, '--folder', folder];
    idle.reset();
    idle.enable();
    const child = fork(fileURLToPath(import.meta.url), [...args, ...own]);
    const died = once(child, 'exit').then(() =>
      Promise.reject(new Error('the process ended without figures')),
    );
    const [report] = (await Promise.race([once(child, 'message'), died])) as [Report];
    const {share, finishedPerSecond, lag, cpuShare, bytesPerJob, closeSeconds} = report;
    console.log(
      `| ${slots} | ${percent(share)} | ${finishedPerSecond.toFixed(2)} | ${lag} | ${lagOf(idle)} | ${percent(cpuShare)} | ${(bytesPerJob / 1024).toFixed(1)} KiB | ${closeSeconds.toFixed(1)} s |`,
    );
    await died.catch(() => undefined);
    await rm(folder, {recursive: true});
  }
  console.log(`${requests} requests to Discord in all`);
  discord.close();
}

async function measure(dataDir: string, slots: number, discord: string): Promise<Report> {
  const database = openDatabase(dataDir);
  const store = openJobStore(dataDir, undefined, database);
  await fill(store);

  let reports = 0;
  let pictures = 0;
  const [image, frame] = [randomBytes(300_000), randomBytes(30_000)];
  const renderer = createSleepingRenderer(() => {
    pictures += 1;
    return {
      seconds: meanSeconds - 4 + ((pictures * 7) % 33) / 4,
      image,
      frame,
      onReport: () => (reports += 1),
    };
  });
  const costModel = createCostModel();
  costModel.learn(recordOf(meanSeconds));
  const queue = createJobQueue({
    renderer: paintStored(store, renderer),
    maxWaiting: 1,
    maxPerOwner: 1,
    costModel,
  });
  queue.setSlots(0);
  const quiet = () => undefined;
  const config = parseConfig({DISCORD_TOKEN: 'token', APPLICATION_ID: '1'});
  const services: Partial<Services> = {
    config,
    rest: createRest(`${discord}/api`, 'token'),
    passingEdits: createPassingEdits(),
    store,
    queue,
    charges: openCharges(database),
    active: new ActiveJobs(),
    moderator: allOf([]),
    guildLog: {write: quiet},
    observe: quiet,
    guildSettings: createGuildSettings(config),
    explain: String,
    log: {debug: quiet, info: quiet, warn: console.warn, error: console.error},
  };

  const before = usedBytes();
  resumeJobs(services as Services, store);
  await sleep(settleMs);
  const bytesPerJob = (usedBytes() - before) / jobCount;

  queue.setSlots(slots);
  await sleep(settleMs);
  const loop = monitorEventLoopDelay({resolution});
  loop.enable();
  const [startMs, cpu, reportsBefore, waitingBefore] = [
    performance.now(),
    process.cpuUsage(),
    reports,
    queue.counts().waiting,
  ];
  await sleep(Number(values.seconds) * 1000);
  loop.disable();
  const seconds = (performance.now() - startMs) / 1000;
  const {user, system} = process.cpuUsage(cpu);
  const finished = waitingBefore - queue.counts().waiting;
  const painted = ((reports - reportsBefore) * reportEveryMs) / 1000;

  const closing = performance.now();
  const closed = Promise.all([services.active?.close(), queue.close()]);
  await Promise.race([closed, sleep(3_000)]);
  const closeSeconds = (performance.now() - closing) / 1000;
  return {
    slots,
    share: painted / (slots * seconds),
    finishedPerSecond: finished / seconds,
    lag: lagOf(loop),
    cpuShare: (user + system) / 1e6 / seconds,
    bytesPerJob,
    closeSeconds,
  };
}

/** Accepted jobs as an earlier process would have left them. */
async function fill(store: PersistentJobStore): Promise<void> {
  const bytes = randomBytes(inputBytes);
  const some = pLimit(64);
  await Promise.all(
    Array.from({length: jobCount}, (_, index) =>
      some(() => store.add(jobOf(index), {content: bytes, styles: [bytes]})),
    ),
  );
}

function jobOf(index: number): JobRecord {
  const owner = index % Number(values.owners);
  return {
    id: `job-${index}`,
    owner: `owner-${owner}`,
    status: 'accepted',
    settings: defaultSettings,
    styles: [{id: 'kandinsky', title: 'Composition VII', weight: 1}],
    channelId: `${1_000_000 + owner}`,
    replyKey: `${2_000_000 + index}`,
    reply: {botMayEdit: true, canReact: false, uploadLimitBytes: 10_000_000},
    locale: 'en-US',
    spoiler: false,
    ephemeral: false,
    attempts: 0,
    createdAt: new Date(Date.UTC(2026, 0, 1) + index).toISOString(),
  };
}

/** What is in use after garbage collection. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const {heapUsed, external} = process.memoryUsage();
  return heapUsed + external;
}

function lagOf(loop: IntervalHistogram): string {
  const late = (nanoseconds: number): string => Math.max(0, nanoseconds / 1e6 - resolution).toFixed(1);
  return `${late(loop.percentile(50))}, ${late(loop.percentile(99))}, ${late(loop.max)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
