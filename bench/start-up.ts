/**
 * How long the bot takes to be ready and how much memory it then has, from this checkout's TypeScript and from the
 * built JavaScript: `npm run build && node --import tsx bench/start-up.ts`. The forms take turns, so that other work on
 * the machine disturbs both alike; compare the ratios. Linux only, because it reads /proc.
 */
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {startBot} from '../sandbox/bot-process.ts';
import {startSandbox} from '../sandbox/index.ts';

interface Sample {
  seconds: number;
  /** Largest resident memory so far: of the bot, and of its render process once that is ready. */
  botMb: number;
  rendererMb: number;
}

const rounds = Number(process.argv[2] ?? 3);
const built = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const programs = {
  typescript: undefined,
  built: ['sh', '-c', `exec '${process.execPath}' '${built}' "\${1:-bot}"`, 'atelier'],
} as const;

async function peakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

async function measure(form: keyof typeof programs): Promise<Sample> {
  const sandbox = await startSandbox();
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-start-'));
  const program = programs[form];
  const begun = performance.now();
  const bot = await startBot({
    sandbox,
    dataDir,
    env: {WEIGHTS: 'bundled', DEVICE: 'cpu'},
    register: false,
    ...(program && {program}),
  });
  const seconds = (performance.now() - begun) / 1000;
  const {fields} = await bot.waitForLine(({fields}) => fields.msg === 'render process started', {
    timeoutMs: 600_000,
  });
  await bot.waitForLine(({fields}) => fields.msg === 'render process ready', {timeoutMs: 600_000});
  const [botMb, rendererMb] = await Promise.all([
    peakMb(bot.child.pid as number),
    peakMb(fields.renderer as number),
  ]);
  await bot.stop();
  await sandbox.close();
  await rm(dataDir, {recursive: true});
  return {seconds, botMb, rendererMb};
}

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] as number;

const samples: Record<keyof typeof programs, Sample[]> = {typescript: [], built: []};
for (let round = 0; round < rounds; round += 1) {
  for (const form of ['typescript', 'built'] as const) samples[form].push(await measure(form));
}
for (const key of ['seconds', 'botMb', 'rendererMb'] as const) {
  const [typescript, javascript] = (['typescript', 'built'] as const).map((form) =>
    median(samples[form].map((sample) => sample[key])),
  ) as [number, number];
  console.log(
    `${key.padEnd(11)} typescript ${typescript.toFixed(1)}  built ${javascript.toFixed(1)}  ratio ${(javascript / typescript).toFixed(2)}`,
  );
}
