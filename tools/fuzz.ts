/**
 * Feeds bad and odd images to the code that checks every image before it is painted:
 *   npm run fuzz -- [--count 5000] [--seed 1] [--out DIR]
 * The exit status is 1 if an image was neither properly read nor properly refused, or if memory grew. The same seed
 * makes the same images. Every image that fails is written to --out (default: a temporary folder).
 */
import {mkdir, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {bombCases} from '../test/fixtures/fuzz/bombs.ts';
import {check} from '../test/fixtures/fuzz/check.ts';
import {damagedCases} from '../test/fixtures/fuzz/damage.ts';
import {colourCases, unwantedCases, validCases} from '../test/fixtures/fuzz/valid.ts';

const {values} = parseArgs({
  options: {
    count: {type: 'string', default: '5000'},
    seed: {type: 'string', default: '1'},
    out: {type: 'string', default: join(tmpdir(), 'atelier-fuzz')},
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error(`expected whole numbers for --count and --seed, received ${values.count} and ${values.seed}`);
  process.exit(2);
}

/** If resident memory grows by more than this over the second half of the damaged images, it is a leak, MiB. */
const allowedGrowthMb = 64;

const valid = [...(await validCases()), ...(await colourCases())];
const whole = [...valid, ...(await unwantedCases()), ...(await bombCases())];
let [failures, accepted] = [0, 0];
let slowest = {name: '', ms: 0};
const residentMb: number[] = [];

for (const fuzzCase of [...whole, ...damagedCases(valid, count, seed)]) {
  const {problem, ms, accepted: wasAccepted} = await check(fuzzCase);
  if (wasAccepted) accepted += 1;
  if (ms > slowest.ms) slowest = {name: fuzzCase.name, ms};
  residentMb.push(process.memoryUsage.rss() / 2 ** 20);
  if (problem === undefined) continue;
  failures += 1;
  await mkdir(values.out, {recursive: true});
  const path = join(values.out, `${failures}.bin`);
  await writeFile(path, fuzzCase.bytes);
  console.error(`${fuzzCase.name}: ${problem} (${path})`);
}

const half = whole.length + Math.floor(count / 2);
const growthMb = Math.max(...residentMb.slice(half)) - Math.max(...residentMb.slice(whole.length, half));
console.log(
  `${residentMb.length} images: ${accepted} read, ${residentMb.length - accepted - failures} refused, ${failures} failures; ` +
    `slowest ${slowest.ms.toFixed(0)} ms (${slowest.name}); ` +
    `memory ${Math.round(residentMb.at(-1) ?? 0)} MiB, ${growthMb.toFixed(0)} MiB more in the second half`,
);
if (failures > 0 || growthMb > allowedGrowthMb) process.exitCode = 1;
