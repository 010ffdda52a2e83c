/**
 * Many commands while a real picture is painted, then many jobs in bad weather. Prints the figures; the exit status is
 * 1 if a promise of docs/reliability.md was broken.
 *   npm run soak -- [--people 20] [--jobs 10] [--seed 1] [--only latency|weather] [--write]
 * `--write` puts the figures into docs/reliability.md. If ATELIER_WEIGHTS is set, VGG19 paints the real picture. The
 * latency says something on a machine without other work only; the weather needs none of that.
 */
import {readFile, writeFile} from 'node:fs/promises';
import {cpus, release, totalmem, type} from 'node:os';
import {resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {type LatencyReport, measureLatency} from './latency.ts';
import {latencyBroken, soakBroken} from './promises.ts';
import {type SoakReport, soak} from './soak.ts';
import {outageMinutes} from './weather.ts';

const {values} = parseArgs({
  options: {
    people: {type: 'string', default: '20'},
    jobs: {type: 'string', default: '10'},
    seed: {type: 'string', default: '1'},
    only: {type: 'string'},
    write: {type: 'boolean', default: false},
  },
});
const people = wholeNumber('people', values.people);
const jobsEach = wholeNumber('jobs', values.jobs);
const seed = wholeNumber('seed', values.seed);

if (![undefined, 'latency', 'weather'].includes(values.only))
  throw new Error(`expected latency or weather for --only, got ${values.only}`);

if (values.only !== 'weather') await report('latency', ...(await latency()));
if (values.only !== 'latency') await report('weather', ...(await weather()));

async function latency(): Promise<[figures: string, broken: string[]]> {
  const weights = process.env.ATELIER_WEIGHTS;
  const measured = await measureLatency({
    commands: 50,
    rounds: 3,
    size: 1024,
    env: weights ? {ATELIER_WEIGHTS: resolve(weights), WEIGHTS: 'vgg19'} : {WEIGHTS: 'bundled'},
  });
  return [latencyTable(measured), latencyBroken(measured)];
}

async function weather(): Promise<[figures: string, broken: string[]]> {
  const measured = await soak({
    people,
    jobsEach,
    seed,
    killsAt: [0.2, 0.45],
    outageMinutes,
    limitMs: 1_200_000,
  });
  const asked = `${people} people asked for ${people * jobsEach} pictures (seed ${seed}), and for more with buttons and reactions:`;
  return [`${asked}\n\n${soakTable(measured)}`, soakBroken(measured)];
}

async function report(
  part: 'latency' | 'weather',
  figures: string,
  broken: readonly string[],
): Promise<void> {
  console.log(`${figures}\n`);
  for (const problem of broken) console.error(problem);
  if (broken.length > 0) process.exitCode = 1;
  else if (values.write) await write(part, figures);
}

function latencyTable({acknowledgementMs: ack, eventLoopLagMs: lag, paintedBy, unanswered}: LatencyReport) {
  return table([
    ['', 'p50', 'p99', 'max', 'target p99'],
    ['acknowledgement of a command, ms', ms(ack.p50), ms(ack.p99), ms(ack.max), '500'],
    ['event loop late by, ms', ms(lag.p50), ms(lag.p99), ms(lag.max), '50'],
  ]).concat(
    `\n\n${ack.count} commands, 50 at the same moment, while ${paintedBy} painted; ${unanswered} went unanswered.`,
  );
}

function soakTable({ends, memory, troubles, ...report}: SoakReport) {
  const {done, failed, cancelled, deleted} = ends;
  const weather = [...troubles].map(([name, count]) => `${name} ${count}×`).join(', ');
  const {rssBeforeMb, rssAfterMb, usedBeforeMb, usedAfterMb, usedMbPerMinute, seconds} = memory;
  return table([
    ['', 'count'],
    ['jobs accepted', String(done + failed + cancelled + deleted)],
    ['done', String(done)],
    ['failed, with words', String(failed)],
    ['cancelled', String(cancelled)],
    ['deleted with their message', String(deleted)],
    ['not to be seen in exactly one message, or at odds with the record', String(report.problems.length)],
    ['final edits repeated in the same message', String(report.repeatedFinals)],
    ['kill -9 of the bot', String(report.kills)],
    ['outages of Discord, minutes', report.outageMinutes.join(' and ')],
    ['interactions unanswered because the bot was dead or cut off', String(report.unanswered)],
    ['seconds', report.seconds.toFixed(0)],
  ]).concat(
    `\n\nTroubles: ${weather}.\n\n`,
    `Memory of the bot's last process over ${seconds} s: resident ${mb(rssBeforeMb)} MiB in the second quarter `,
    `and ${mb(rssAfterMb)} MiB in the last; in use after garbage collection ${mb(usedBeforeMb)} and `,
    `${mb(usedAfterMb)} MiB, ${usedMbPerMinute.toFixed(1)} MiB a minute.`,
  );
}

async function write(part: string, figures: string): Promise<void> {
  const path = new URL('../../docs/reliability.md', import.meta.url);
  const [begin, end] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const text = await readFile(path, 'utf8');
  const [head, rest] = text.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) throw new Error(`expected ${begin} and ${end} in ${path}`);
  const command = `npm run soak -- --only ${part} --write`;
  const origin = `Measured on ${new Date().toISOString().slice(0, 10)} by \`${command}\` on ${machine()}.`;
  await writeFile(path, `${head}${begin}\n\n${origin}\n\n${figures}\n\n${end}${tail}`);
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() || 'unnamed processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.version}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...body.map(line)].join(
    '\n',
  );
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

function mb(value: number): string {
  return value.toFixed(0);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`expected a whole number above 0 for --${name}, got ${text}`);
}
