/**
 * Measures how soon the bot answers, and how late its event loop is, while a real picture is painted on the same
 * machine. The bot, its render process, the sandbox and everybody in it share the processor.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {type BotProcess, startBot} from '../../sandbox/bot-process.ts';
import {type MessageHandle, type OptionValues, type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {Chronicle, shownBy} from './chronicle.ts';
import {percentile} from './percentile.ts';
import {photo} from './photo.ts';

export interface LatencyOptions {
  /** Commands sent at the same moment. */
  commands: number;
  /** How often the commands are sent while the picture is painted. */
  rounds: number;
  /** Longest side of the painted picture in pixels. */
  size: number;
  /** More environment variables for the bot, such as its weights. */
  env?: Record<string, string | undefined>;
}

export interface LatencyReport {
  /** From dispatch to callback, milliseconds. */
  acknowledgementMs: {count: number; p50: number; p99: number; max: number};
  unanswered: number;
  /** How late the event loop of the bot's process was, milliseconds. */
  eventLoopLagMs: {p50: number; p99: number; max: number};
  /** The encoder and the device that painted. */
  paintedBy: string;
}

const people = 20;
const startMs = 120_000;
const betweenRoundsMs = 4_000;

export async function measureLatency(options: LatencyOptions): Promise<LatencyReport> {
  const {commands, rounds, size, env} = options;
  const sandbox = await startSandbox({guilds: [{name: 'Studio', channels: ['general', 'crowd']}]});
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-latency-'));
  const chronicle = new Chronicle(sandbox);
  let bot: BotProcess | undefined;
  try {
    bot = await startBot({
      sandbox,
      dataDir,
      env: {
        WEIGHTS: 'bundled',
        MAX_QUEUE: '1000',
        MAX_JOBS_PER_USER: '100',
        COOLDOWN_SECONDS: '0',
        DAILY_QUOTA: '0',
        ...env,
      },
      imports: [new URL('probe.ts', import.meta.url)],
    });
    const painter = sandbox.user('painter');
    const values = {image: await photo(1_200, 900), style: 'kandinsky', size, quality: 'high'};
    const picture = await (await painter.slash('stylize', values)).waitForResponse({timeoutMs: startMs});
    await picture.waitFor(({content}) => /^[▰▱]/m.test(content), {timeoutMs: startMs});
    await readLag(bot);
    chronicle.acknowledgementsMs = [];
    for (let round = 0; round < rounds; round++) {
      await burst(sandbox, commands);
      await delay(betweenRoundsMs);
    }
    const lag = await readLag(bot);
    requireUnderWay(picture);
    const times = chronicle.acknowledgementsMs;
    return {
      acknowledgementMs: {
        count: times.length,
        p50: percentile(times, 50),
        p99: percentile(times, 99),
        max: percentile(times, 100),
      },
      unanswered: chronicle.unanswered,
      eventLoopLagMs: lag,
      paintedBy: paintedBy(bot),
    };
  } finally {
    await bot?.kill();
    await sandbox.close();
    await rm(dataDir, {recursive: true, force: true});
  }
}

/** Sends `commands` commands at once, of five kinds; resolves when each is acknowledged or given up. */
async function burst(sandbox: Sandbox, commands: number): Promise<void> {
  const channel = sandbox.channel('crowd');
  const image = await photo(96, 72);
  const orders: readonly [string, OptionValues][] = [
    ['stylize', {image, style: 'starry-night', size: 128, quality: 'draft'}],
    ['queue', {}],
    ['styles', {}],
    ['stylize', {image, style: 'kandinsky', size: 128, quality: 'draft', private: true}],
    ['stylize-help', {}],
  ];
  const sent = Array.from({length: commands}, async (_, index) => {
    const [name, values] = orders[index % orders.length] as (typeof orders)[number];
    const handle = await sandbox.user(`person-${index % people}`).slash(name, values, {channel});
    await handle.waitForAcknowledgement().catch(() => undefined);
  });
  await Promise.all(sent);
}

/** The figures since the last reading. */
async function readLag(bot: BotProcess): Promise<LatencyReport['eventLoopLagMs']> {
  const before = bot.lines.length;
  bot.child.kill('SIGUSR2');
  const isNew = bot.waitForLine(
    (line) => line.fields.msg === 'probe lag' && bot.lines.indexOf(line) >= before,
  );
  const {p50, p99, max} = (await isNew).fields as unknown as LatencyReport['eventLoopLagMs'];
  return {p50, p99, max};
}

function requireUnderWay(picture: MessageHandle): void {
  if (shownBy(picture.current) === 'under way') return;
  throw new Error('expected the picture to take longer than the measurement; ask for a larger one');
}

function paintedBy({lines}: BotProcess): string {
  const ready = lines.find(({fields}) => fields.msg === 'render process ready')?.fields;
  return ready ? `${ready.encoder} on ${ready.device}` : 'unknown';
}
