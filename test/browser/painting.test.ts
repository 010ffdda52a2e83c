/** A newcomer drops a photo, picks a painting and watches. The bot and its engine are real. */
import {readFile} from 'node:fs/promises';
import type {Browser, Locator, Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {invitePagePeople} from '../../sandbox/web/page-people.ts';
import {servePage} from '../../sandbox/web/server/page.ts';
import {openStudio, type Studio, settingsLasting} from '../e2e/harness.ts';
import {chromium, drop, launch, screenshot, type Visit, visit, whyNot} from './browser.ts';
import {messages, switchTo} from './driver.ts';

const photo = new URL('../../assets/photos/bridge.jpg', import.meta.url);
const patiently = {timeout: 90_000};

describe.skipIf(!chromium)(`painting in a browser${whyNot}`, () => {
  let studio: Studio;
  let browser: Browser;
  let visitor: Visit;
  let lasting: {size: number; quality: string};
  beforeAll(async () => {
    [studio, browser] = await Promise.all([openStudio(), launch()]);
    lasting = await settingsLasting(studio, 18);
    invitePagePeople(studio.sandbox);
    await servePage(studio.sandbox);
    visitor = await visit(browser, studio.sandbox.origin);
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
  });

  test('a dropped photo becomes a Kandinsky in three frames or more, ➕ makes another, and a third is cancelled', async () => {
    const {page, complaints} = visitor;
    await switchTo(page, 'Mia');

    await drop(page.locator('main'), 'bridge.jpg', await readFile(photo), 'image/jpeg');
    await page.getByRole('textbox', {name: /^Message/}).pressSequentially('/stylize');
    await page.getByRole('option', {name: '/stylize image'}).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', {name: /^image: bridge.jpg/}).waitFor();
    await fillOption(page, 'style', 'kand');
    await fillOption(page, 'size', String(lasting.size));
    await fillOption(page, 'quality', lasting.quality);
    await screenshot(page, 'command');
    await page.keyboard.press('Enter');

    const first = messages(page).last();
    await first.getByText(/about .* left/).waitFor(patiently);
    const frames = await picturesUntilDone(first);
    expect(frames.size).toBeGreaterThanOrEqual(4);
    await screenshot(page, 'finished');
    await expectPicture(first);

    await first.getByRole('button', {name: '➕, 1 reaction'}).click();
    await first.getByRole('button', {name: '➕, 2 reactions', pressed: true}).waitFor();
    const second = messages(page).filter({hasText: '→ 3'});
    await second.waitFor(patiently);
    await expectPicture(second);

    // The picture above may have been a frame: the button comes with the last one.
    await second.getByRole('button', {name: '🔁 Again'}).click(patiently);
    const third = messages(page).last();
    await third.getByText(/about .* left/).waitFor(patiently);
    await third.getByRole('button', {name: 'Cancel'}).click();
    await third.getByText('Cancelled.').waitFor(patiently);
    await screenshot(page, 'cancelled');
    expect(complaints).toEqual([]);
    expect(studio.sandbox.violations).toEqual([]);
  }, 300_000);
});

/** Adds the option to the end of the command and picks the first choice, if there are any. */
async function fillOption(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('combobox', {name: 'Add an option'}).fill(name);
  await page
    .getByRole('option', {name: new RegExp(`^${name}\\b`)})
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  const field = page.getByRole('combobox', {name, exact: true});
  await field.fill(text);
  if (name === 'size') return;
  // At once, as fast typists do, before the bot's choices for these letters arrive.
  await page.keyboard.press('Enter');
  await page.locator('.command-tail:focus').waitFor();
}

/** The different pictures the message shows until it is finished, including the final one. */
async function picturesUntilDone(message: Locator): Promise<Set<string>> {
  const seen = new Set<string>();
  const picture = message.locator('.picture img');
  const isDone = async (): Promise<boolean> => {
    const hasButtons = await message.getByRole('button', {name: '➕ More'}).isVisible();
    // Leave out the signature, because it changes with every event.
    if ((await picture.count()) > 0) seen.add((await picture.getAttribute('src'))?.replace(/\?.*/, '') ?? '');
    return hasButtons;
  };
  await expect.poll(isDone, {timeout: 200_000, interval: 100}).toBe(true);
  return seen;
}

/** Expects the picture to have loaded and to be decoded. */
async function expectPicture(message: Locator): Promise<void> {
  const picture = message.locator('.picture img');
  await picture.waitFor();
  await expect
    .poll(() => picture.evaluate((image: unknown) => (image as {naturalWidth: number}).naturalWidth))
    .toBeGreaterThan(100);
}
