/**
 * The real bot process against a sandbox, over real sockets, with the real engine on a tiny random encoder: everything
 * except beautiful pictures. `quick` jobs take about a second, `slow` ones long enough for several frames.
 */
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import sharp from 'sharp';
import {test as base, expect} from 'vitest';
import {type BotProcess, startBot} from '../../sandbox/bot-process.ts';
import {
  type FileInput,
  type FileOptions,
  file,
  type MessageHandle,
  type OptionValues,
  type PlaceOptions,
  type Sandbox,
  type SandboxOptions,
  type ScriptedUser,
  startSandbox,
} from '../../sandbox/index.ts';
import type {JobRecord} from '../../src/jobs/job.ts';
import {pixelIterations, planScales} from '../../src/nst/contract/schedule.ts';
import {serializeEncoder} from '../../src/nst/encoders/encoder-file.ts';
import {jobsIn} from '../fixtures/jobs-in.ts';
import {tinyEncoder} from '../fixtures/weights.ts';

export const quick = {size: 128, quality: 'draft'} as const;
export const slow = {size: 512, quality: 'high'} as const;

/** Generous, because these machines are shared; every wait ends as soon as its event comes. */
export const patiently = {timeoutMs: 110_000};

export interface Studio {
  sandbox: Sandbox;
  bot: BotProcess;
  dataDir: string;
  /** Ends the bot and starts another on the same data folder. */
  restart(how: 'stop' | 'kill'): Promise<void>;
  /** Asks for a photo as a Kandinsky, or with `options`; resolves with the message that shows the job. */
  order(user: ScriptedUser, options?: OptionValues, place?: PlaceOptions): Promise<MessageHandle>;
  jobs(): JobRecord[];
  /** The job that a message shows. */
  jobOf(message: MessageHandle): JobRecord;
  close(): Promise<void>;
}

export interface StudioOptions {
  /** Modules that the bot loads first. */
  imports?: readonly URL[];
  /** Prepares the sandbox before the bot starts, and may add to its environment what only the sandbox knows. */
  beforeStart?: (sandbox: Sandbox) => void;
}

export async function openStudio(
  env: Record<string, string> = {},
  sandboxOptions: SandboxOptions = {},
  {imports = [], beforeStart = () => {}}: StudioOptions = {},
): Promise<Studio> {
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-e2e-'));
  const weights = join(dataDir, 'tiny.safetensors');
  await writeFile(weights, serializeEncoder(tinyEncoder()));
  const sandbox = await startSandbox(sandboxOptions);
  beforeStart(sandbox);
  const options = {
    sandbox,
    dataDir,
    imports,
    env: {
      ATELIER_WEIGHTS: weights,
      WEIGHTS: 'vgg19',
      MAX_JOBS_PER_USER: '10',
      COOLDOWN_SECONDS: '0',
      DAILY_QUOTA: '0',
      ...env,
    },
  };
  const studio: Studio = {
    sandbox,
    bot: await startBot(options),
    dataDir,
    async restart(how) {
      await studio.bot[how]();
      studio.bot = await startBot({...options, register: false});
    },
    async order(user, values = quick, place) {
      const interaction = await user.slash(
        'stylize',
        {image: await photo(), style: 'kandinsky', ...values},
        place,
      );
      return interaction.response;
    },
    jobs: () => jobsIn(dataDir),
    jobOf(message) {
      const job = studio.jobs().find(({replyKey}) => replyKey === message.id);
      if (!job) throw new Error(`no job is shown by message ${message.id}`);
      return job;
    },
    async close() {
      await studio.bot.stop();
      await sandbox.close();
      await rm(dataDir, {recursive: true, force: true});
    },
  };
  return studio;
}

/** Every healthy test ends like this: nothing violates the official schemas, and the sandbox lacks no route. */
export function expectCleanTraffic({sandbox}: Studio): void {
  expect(sandbox.violations).toEqual([]);
  expect(sandbox.unknownRoutes).toEqual([]);
}

/**
 * `test` for a file whose tests share a studio, which opens for the first test and closes after the last. Every test
 * must end with clean traffic, even if it does not ask for the studio.
 */
export function studioTest(
  env: Record<string, string> = {},
  sandboxOptions: SandboxOptions = {},
  imports: StudioOptions['imports'] = [],
  beforeStart: StudioOptions['beforeStart'] = () => {},
) {
  const test = base
    .extend('environment', {scope: 'file'}, env)
    .extend('studio', {scope: 'file'}, async ({environment}, {onCleanup}) => {
      const studio = await openStudio(environment, sandboxOptions, {imports, beforeStart});
      onCleanup(() => studio.close());
      return studio;
    })
    .extend('cleanTraffic', {auto: true}, ({studio}, {onCleanup}) => {
      onCleanup(() => expectCleanTraffic(studio));
    })
    .extend('mia', {scope: 'file'}, ({studio}) => studio.sandbox.user('mia'))
    .extend('noa', {scope: 'file'}, ({studio}) => studio.sandbox.user('noa'))
    .extend('zoe', {scope: 'file'}, ({studio}) => studio.sandbox.user('zoe'));
  // Open the studio here, so that doing so does not use up the first test's time.
  test.beforeAll(({studio}) => void studio);
  return test;
}

export async function photo(options: FileOptions = {}): Promise<FileInput> {
  const bytes = await sharp({
    create: {
      width: 120,
      height: 90,
      channels: 3,
      background: '#405060',
      noise: {type: 'gaussian', mean: 128, sigma: 30},
    },
  })
    .jpeg()
    .toBuffer();
  return file('holiday.jpg', bytes, options);
}

/**
 * Settings of a picture that takes this machine at least `seconds`, judged by first painting one of 256 px. On a very
 * fast machine, the largest size the bot accepts.
 */
export async function settingsLasting(studio: Studio, seconds: number) {
  return (await measurePace(studio))(seconds);
}

/** The same for those who want several such settings. */
export async function measurePace(studio: Studio) {
  await finished(await studio.order(studio.sandbox.user('calibrator'), {size: 256, quality: 'standard'}));
  const {seconds: taken, pixelIterations: work} = studio.jobs().find(({status}) => status === 'done')!
    .result!;
  const quality = 'high' as const;
  const secondsFor = (size: number) => (pixelIterations(planScales(4 / 3, size, quality)) / work) * taken;
  const sizes = [192, 224, 256, 288, 320, 352, 384, 448, 512, 576, 640, 704, 768, 896];
  return (seconds: number) => ({size: sizes.find((size) => secondsFor(size) >= seconds) ?? 1024, quality});
}

export const textOf = (message: MessageHandle): string => message.current.content;

export const linkOf = ({id, record: {channel}}: MessageHandle): string =>
  `https://discord.com/channels/${channel.kind === 'guild' ? channel.guild.id : '@me'}/${channel.id}/${id}`;

/** The text of a message with a finished picture, and of one that is being painted. */
export const isPicture = (content: string): boolean => /^-# .*\d+ × \d+/m.test(content);
export const isPainting = (content: string): boolean => /^[▰▱]/m.test(content);

/** Resolves when the message shows a finished picture. */
export async function finished(message: MessageHandle): Promise<MessageHandle> {
  const description = 'the finished picture';
  await message.waitFor(({content}) => isPicture(content), {...patiently, description});
  return message;
}

/** The message that takes the place of a private question, such as the picker, after this answer. */
export async function chosen(
  user: ScriptedUser,
  question: MessageHandle,
  button: Parameters<ScriptedUser['click']>[1],
): Promise<MessageHandle> {
  return user.click(question, button).waitForFollowUp(0, patiently);
}

export async function painting(message: MessageHandle): Promise<MessageHandle> {
  await message.waitFor(({content}) => isPainting(content), {
    ...patiently,
    description: 'the first progress',
  });
  return message;
}
