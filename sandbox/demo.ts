/**
 * `npm run demo`: the whole product on this machine, without a token. It starts a local Discord and the real bot; a
 * scripted user attaches a photo and asks for a style. Every frame and the final picture land in a folder, and a page
 * shows everything as Discord would.
 */
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {basename, extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {createProgressLine} from '../src/cli/stylize/progress-line.ts';
import {limits, qualities} from '../src/nst/contract/protocol.ts';
import {botEnvironment} from './bot-environment.ts';
import {type BotProcess, type LogLine, startBot} from './bot-process.ts';
import {file, type MessageHandle, type Sandbox, startSandbox} from './index.ts';
import {openBrowser} from './web/open-browser.ts';
import {invitePagePeople} from './web/page-people.ts';
import {servePage} from './web/server/page.ts';
import {writableFolder} from './writable-folder.ts';

const bundledPhoto = fileURLToPath(new URL('../assets/photos/bridge.jpg', import.meta.url));

const help = `usage: npm run demo -- [options]

  --image PATH    photo to attach; default: a bundled one
  --style ID      preset; default kandinsky
  --size N        longest side in pixels, ${limits.minSize}–${limits.maxSize}; default 384
  --quality Q     ${qualities.join(' | ')}; default standard
  --retry         afterwards react with ➕ and wait for the second picture
  --out DIR       where frames and pictures go; default demo-out, or a temporary folder if that cannot be written
  --open          open the page in the browser and run until Ctrl-C, so that you can try your own photo
  --help          show this

Paints with VGG19 if its weights are here (ATELIER_WEIGHTS, or npm run weights), otherwise with the bundled encoder.`;

/** No picture takes this long. */
const forever = 60 * 60_000;

const line = createProgressLine(process.stderr);

async function demo(): Promise<void> {
  const options = parseOptions();
  if (!options) {
    console.log(help);
    return;
  }
  const photo = await readFile(options.image);
  const out = options.out ?? (await writableFolder('demo-out'));
  await clearOutput(out);

  const sandbox = await startSandbox({logBodyLength: 20_000});
  invitePagePeople(sandbox);
  let bot: BotProcess | undefined;
  try {
    const dataDir = process.env.DATA_DIR || (await writableFolder('data'));
    const page = servePage(sandbox, {samplePhoto: bundledPhoto}).then(() => {
      console.log(`A local Discord is at ${sandbox.origin}: open it in a browser to watch.`);
      if (options.open) openBrowser(sandbox.origin);
    });
    // If building the page fails, `await page` below throws, when there is a bot to stop.
    page.catch(() => undefined);
    bot = await startBot({
      sandbox,
      dataDir: join(dataDir, 'demo'),
      env: botEnvironment(dataDir),
      onLine: showLoading,
    });
    await page;
    const ready = await bot.waitForLine(
      ({fields}) => fields.msg === 'render process ready' || isTrouble(fields),
      {
        timeoutMs: forever,
        description: 'the weights were loaded',
      },
    );
    if (isTrouble(ready.fields)) throw new Error(troubleOf(ready));
    line.end();

    const mia = sandbox.user('mia');
    const {style, size, quality} = options;
    console.log(
      `mia: /stylize image:${basename(options.image)} style:${style} size:${size} quality:${quality}`,
    );
    const interaction = await mia.slash('stylize', {
      image: file(basename(options.image), photo),
      style,
      size,
      quality,
    });
    const message = await interaction.response;
    if (message.ephemeral)
      throw new Error(plain((await message.waitFor(({content}) => content !== '')).content));
    try {
      await follow(sandbox, message, out, 'picture');
    } catch (error) {
      if (!message.deleted) throw error;
      const answer = await interaction.waitForFollowUp(0);
      throw new Error(answer.current.content, {cause: error});
    }

    const info = await mia.click(message, {label: 'Info'}).response;
    console.log(info.current.content);

    if (options.retry) {
      await message.waitFor(({reactions}) => reactions?.some(({emoji}) => emoji.name === '➕') ?? false);
      console.log('mia reacts with ➕: more style');
      mia.react(message, '➕');
      const second = await sandbox.channel('general').waitForMessage(() => true, {after: info});
      await follow(sandbox, second, out, 'retry');
    }
    if (options.open) {
      console.log(
        `Now it is your turn: drop a photo on the page at ${sandbox.origin}. Ctrl-C ends the demo.`,
      );
      await Promise.race([untilInterrupted(), bot.ended]);
    }
  } finally {
    line.end();
    await bot?.stop();
    if (bot) await writeFile(join(out, 'bot.log'), bot.lines.map(({text}) => `${text}\n`).join(''));
    await sandbox.close();
  }
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Shows the message's progress and saves each of its files until the final picture has come. */
async function follow(sandbox: Sandbox, message: MessageHandle, out: string, name: string): Promise<void> {
  let frames = 0;
  let seen = 0;
  const saves: Promise<void>[] = [];
  const look = (): void => {
    for (const version of message.history.slice(seen)) {
      const [attachment] = version.files;
      const state = version.message.content.split('\n').at(-1) ?? '';
      const share = /(\d+)%(.*)$/.exec(state);
      if (share) line.show('painting', Number(share[1]) / 100, share[2]?.replace(/^ · /, ''));
      if (attachment && share) {
        frames += 1;
        const path = join(
          out,
          `${name}-frame-${String(frames).padStart(3, '0')}${extname(attachment.filename)}`,
        );
        saves.push(writeFile(path, attachment.bytes));
      }
    }
    seen = message.history.length;
  };
  const unsubscribe = sandbox.events.subscribe((event) => {
    if ('message' in event && event.message === message.record) look();
  });
  try {
    look();
    const final = await message.waitFor(({components}) => JSON.stringify(components).includes(':again:'), {
      timeoutMs: forever,
      description: 'the picture to be finished',
    });
    line.end();
    await Promise.all(saves);
    if (final.attachments.length === 0) throw new Error(`the bot answered: ${final.content}`);
    const path = join(out, `${name}${extname(final.attachments[0]!.filename)}`);
    await writeFile(path, message.attachmentBytes(0));
    console.log(`${final.content}\n${frames} frames and ${path}`);
  } finally {
    unsubscribe();
  }
}

function parseOptions() {
  const text = {type: 'string'} as const;
  const {values} = parseArgs({
    options: {
      image: {...text, default: bundledPhoto},
      style: {...text, default: 'kandinsky'},
      size: {...text, default: '384'},
      quality: {...text, default: 'standard'},
      out: text,
      retry: {type: 'boolean', default: false},
      open: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
    },
  });
  const size = Number(values.size);
  if (!Number.isInteger(size)) throw new Error(`--size: expected a whole number, received ${values.size}`);
  return values.help ? undefined : {...values, size};
}

/** Removes only the files an earlier demo left in the folder. */
async function clearOutput(folder: string): Promise<void> {
  await mkdir(folder, {recursive: true});
  const ours = /^(picture|retry)(-frame-\d+)?\.(png|jpe?g|webp)$|^bot\.log$/;
  for (const name of await readdir(folder)) if (ours.test(name)) await rm(join(folder, name));
}

function showLoading({fields}: LogLine): void {
  if (typeof fields.fraction === 'number') line.show(fields.msg, fields.fraction);
}

function isTrouble({msg}: LogLine['fields']): boolean {
  return msg.startsWith('the renderer is not ready');
}

function troubleOf({fields, text}: LogLine): string {
  const {err} = fields;
  return typeof err === 'object' && err !== null && 'message' in err ? String(err.message) : text;
}

demo().catch((error: unknown) => {
  line.end();
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});

/** Without Discord's signs for bold and small print. */
function plain(text: string): string {
  return text.replaceAll('**', '').replaceAll(/^-# /gm, '');
}
