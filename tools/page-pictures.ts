/**
 * Takes the README's pictures of the page: `npx tsx tools/page-pictures.ts`, with ATELIER_WEIGHTS for VGG19. Paints the
 * bundled photo twice in a browser. docs/images/page.webp shows the first picture finished and the second one forming;
 * docs/images/frames.webp shows the frames of the first from left to right.
 */
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Locator, Page} from 'playwright-core';
import sharp from 'sharp';
import {botEnvironment} from '../sandbox/bot-environment.ts';
import {startBot} from '../sandbox/bot-process.ts';
import {startSandbox} from '../sandbox/index.ts';
import {invitePagePeople} from '../sandbox/web/page-people.ts';
import {servePage} from '../sandbox/web/server/page.ts';
import {launch, visit} from '../test/browser/browser.ts';

const photo = fileURLToPath(new URL('../assets/photos/bridge.jpg', import.meta.url));
const images = new URL('../docs/images/', import.meta.url);
const window = {width: 1380, height: 1300};
const stripFrames = 6;
const stripHeight = 200;
/** No picture takes this long. */
const forever = {timeout: 60 * 60_000};

const sandbox = await startSandbox();
invitePagePeople(sandbox);
await servePage(sandbox, {samplePhoto: photo});
const dataDir = await mkdtemp(join(tmpdir(), 'atelier-pictures-'));
const bot = await startBot({sandbox, dataDir, env: botEnvironment(process.env.DATA_DIR || 'data')});
const browser = await launch();
try {
  const {page} = await visit(browser, sandbox.origin, {viewport: window});
  // Chromium without a window cancels the dialog unless somebody has been listening for a while.
  page.on('filechooser', (chooser) => chooser.setFiles(photo));
  await page.getByRole('button', {name: /Try it with a photo/}).click();
  await choose(page, 'style', 'kandinsky');
  await page.keyboard.press('Enter');
  const first = page.locator('.message').nth(0);
  const frames = await framesOf(first);
  await writeFile(new URL('frames.webp', images), await strip(frames));

  await page.getByRole('textbox', {name: /^Message/}).pressSequentially('/stylize');
  await page.getByRole('option', {name: '/stylize image'}).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', {name: 'image: choose a file'}).press('Enter');
  await page.getByRole('button', {name: /^image: bridge\.jpg/}).waitFor();
  await choose(page, 'style', 'great-wave');
  await page.keyboard.press('Enter');
  const second = page.locator('.message').nth(1);
  await second.getByText(/ [4-9]\d% /).waitFor(forever);
  await page.mouse.move(900, 5);
  const shot = await page.screenshot({animations: 'disabled'});
  await writeFile(new URL('page.webp', images), await sharp(shot).webp({quality: 82}).toBuffer());
} finally {
  await browser.close();
  await bot.stop();
  await sandbox.close();
  await rm(dataDir, {recursive: true});
}

async function choose(page: Page, option: string, value: string): Promise<void> {
  const tail = page.getByRole('combobox', {name: 'Add an option'});
  await tail.fill(option);
  await page.keyboard.press('Enter');
  await page.keyboard.type(value);
  await page.keyboard.press('Enter');
  // The bot is asked what fits; the focus moves on once it has answered.
  await page.locator('.command-tail:focus').waitFor();
}

/** Every picture the message has shown, the finished one last. */
async function framesOf(message: Locator): Promise<Buffer[]> {
  const urls = new Map<string, string>();
  const picture = message.locator('.picture img');
  for (;;) {
    const isDone = await message.getByRole('button', {name: '➕ More'}).isVisible();
    const url = (await picture.count()) > 0 ? await picture.getAttribute('src') : null;
    if (url) urls.set(url.replace(/\?.*/, ''), url);
    if (isDone) break;
    await message.page().waitForTimeout(300);
  }
  return Promise.all(
    [...urls.values()].map(async (url) =>
      Buffer.from(await (await fetch(sandbox.origin + url)).arrayBuffer()),
    ),
  );
}

/** Some frames side by side, evenly spaced, including the first and the last. */
async function strip(frames: readonly Buffer[]): Promise<Buffer> {
  const count = Math.min(stripFrames, frames.length);
  const chosen = Array.from(
    {length: count},
    (_, index) => frames[Math.round((index / (count - 1)) * (frames.length - 1))],
  );
  const tiles = await Promise.all(
    chosen.map((frame) =>
      sharp(frame).resize({height: stripHeight}).png().toBuffer({resolveWithObject: true}),
    ),
  );
  const width = Math.max(...tiles.map(({info}) => info.width));
  return sharp({create: {width: width * count, height: stripHeight, channels: 3, background: '#000'}})
    .composite(tiles.map(({data}, index) => ({input: data, left: index * width, top: 0})))
    .webp({quality: 82})
    .toBuffer();
}
