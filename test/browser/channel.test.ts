/** Everything on the page except painting. The bot here answers at once, with one of everything. */
import {readFile} from 'node:fs/promises';
import type {Browser, Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Sandbox, startSandbox} from '../../sandbox/index.ts';
import {invitePagePeople} from '../../sandbox/web/page-people.ts';
import {servePage} from '../../sandbox/web/server/page.ts';
import {
  chromium,
  desktop,
  drop,
  expectNoSidewaysScroll,
  launch,
  phone,
  screenshot,
  type Visit,
  visit,
  whyNot,
} from './browser.ts';
import {last, messages, paste, run, send, switchTo, switchUserIn} from './driver.ts';
import {type FixtureBot, startFixtureBot} from './fixture-bot.ts';

const photo = new URL('../../assets/photos/bridge.jpg', import.meta.url);

describe.skipIf(!chromium)(`the page in a browser${whyNot}`, () => {
  let sandbox: Sandbox;
  let bot: FixtureBot;
  let browser: Browser;
  let visitor: Visit;
  let page: Page;
  beforeAll(async () => {
    sandbox = await startSandbox();
    invitePagePeople(sandbox);
    [bot, browser] = await Promise.all([startFixtureBot(sandbox), launch(), servePage(sandbox)]);
    visitor = await visit(browser, sandbox.origin);
    page = visitor.page;
  });
  afterAll(async () => {
    await browser?.close();
    await bot?.close();
    await sandbox?.close();
  });

  test('a command can be picked, filled in and sent with only the keyboard', async () => {
    await page.keyboard.type('/whi');
    await page.getByRole('option', {name: '/whisper words'}).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('psst, <t:0:R>');
    await page.keyboard.press('Tab');
    for (const [option, value] of [
      ['loud', 'tr'],
      ['time', '9'],
      ['abo', 'lin'],
    ] as const) {
      await page.keyboard.type(option);
      await page.getByRole('listbox', {name: 'Options'}).waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.type(value);
      if (value !== '9') {
        await page.getByRole('option', {selected: true}).waitFor();
        await page.keyboard.press('Enter');
      } else await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByText('Type a number of at least 1 and at most 5').waitFor();
    expect(bot.heard).toEqual([]);
    await page.keyboard.press('Backspace');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await last(page)
      .getByText(/^psst, .* years ago/)
      .waitFor();
    const linh = sandbox.user('linh').id;
    expect(bot.heard).toEqual([`/whisper words=psst, <t:0:R> loudly=true times=3 about=${linh}`]);
  });

  test('only one user sees an ephemeral answer, and they can dismiss it', async () => {
    await page.getByRole('textbox', {name: /^Message/}).fill('/whisper');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', {name: 'words'}).fill('for Mia alone');
    await page.keyboard.press('Enter');
    const whisper = messages(page).filter({hasText: 'for Mia alone'});
    await whisper.getByText('Only you can see this').waitFor();
    await switchTo(page, 'Linh');
    expect(await whisper.count()).toBe(0);
    await switchTo(page, 'Mia');
    await whisper.getByRole('button', {name: 'Dismiss message'}).click();
    await expect.poll(() => whisper.count()).toBe(0);
  });

  test('the components of a message are drawn and reach the bot', async () => {
    await run(page, 'panel');
    const panel = messages(page).filter({hasText: 'The studio'}).first();
    await panel.getByRole('heading', {name: 'The studio'}).waitFor();
    await panel.getByRole('button', {name: 'Choose paintings'}).press('Enter');
    await panel.getByRole('option', {name: 'Composition VIII'}).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await panel.getByRole('option', {name: 'The Great Wave', selected: true}).waitFor();
    await screenshot(page, 'select');
    await page.keyboard.press('Escape');
    await last(page).getByText('You chose kandinsky,wave').waitFor();
    await panel.getByRole('button', {name: '🎨 Paint'}).click();
    await expect.poll(() => bot.heard).toContain('button go');
    const spoiler = panel.getByRole('button', {name: 'Spoiler, show the picture'});
    await spoiler.click();
    await panel.getByRole('button', {name: 'Enlarge: An orange plate'}).click();
    await page.getByRole('dialog', {name: 'An orange plate'}).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  test('the page says so when the bot does not answer a button or a command', async () => {
    const panels = messages(page).filter({hasText: 'The studio'});
    const panel = panels.nth(await panels.count());
    await run(page, 'panel');
    await panel.getByRole('button', {name: 'Break'}).click();
    await run(page, 'silence');
    await page.getByText('Sending command…').waitFor();
    await page.getByText('The application did not respond').first().waitFor();
    await panel.getByText('This interaction failed').waitFor();
    expect(bot.heard.slice(-2)).toEqual(['button mute', '/silence']);
  });

  test('a slow bot is shown as thinking', async () => {
    await run(page, 'ponder');
    await last(page).getByText('is thinking…').waitFor();
    await last(page).getByText('I have thought about it.').waitFor();
    expect(await last(page).getByText('is thinking…').count()).toBe(0);
  });

  test('a form takes text, a choice and a file, and refuses what is too short', async () => {
    await run(page, 'form');
    const dialog = page.getByRole('dialog', {name: 'Order a painting'});
    await dialog.getByLabel('Title').fill('ab');
    await dialog.getByRole('button', {name: 'Kind'}).click();
    await dialog.getByRole('option', {name: 'Woodcut'}).click();
    await dialog
      .getByLabel('Photo')
      .setInputFiles({name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from('x')});
    await screenshot(page, 'form');
    await dialog.getByRole('button', {name: 'Submit'}).click();
    expect(await dialog.locator('input:invalid').count()).toBe(1);
    expect(bot.heard.filter((line) => line.startsWith('form '))).toEqual([]);
    await dialog.getByLabel('Title').fill('A cat');
    await dialog.getByRole('button', {name: 'Submit'}).click();
    await last(page).getByText('Thank you for the form').waitFor();
    expect(bot.heard).toContain('form A cat woodcut cat.png');
  });

  test('embeds are drawn, and a click reveals a hidden picture and a hidden sentence', async () => {
    await run(page, 'card');
    const card = messages(page).filter({hasText: 'Public domain'});
    await card.getByText('Composition VIII').waitFor();
    const corner = await card.locator('.embed-thumbnail img').boundingBox();
    expect(Math.max(corner?.width ?? 0, corner?.height ?? 0)).toBeLessThanOrEqual(80);
    await card.getByText('in 1 hour').waitFor();
    const sentence = card.getByText('It hangs in New York.');
    expect(await sentence.isVisible()).toBe(false);
    await card.getByRole('button', {name: 'Spoiler, show', exact: true}).click();
    expect(await sentence.isVisible()).toBe(true);
    await card.getByRole('button', {name: 'Spoiler, show the picture'}).click();
    await card.locator('.pictures').getByRole('button', {name: 'Enlarge: picture'}).waitFor();
  });

  test('a link to a message is shown by its channel’s name and leads there', async () => {
    await send(page, 'the first word');
    const first = sandbox.channel('general').messages.at(-1)?.id;
    const guild = sandbox.services.world.guilds.keys().next().value;
    await page.getByRole('button', {name: 'gallery', exact: true}).click();
    const link = `https://discord.com/channels/${guild}/${sandbox.channel('general').id}/${first}`;
    await page.getByRole('textbox', {name: /^Message/}).fill(`see ${link}`);
    await page.keyboard.press('Enter');
    await page.getByText('#general › 💬').click();
    await page.getByRole('heading', {name: 'general', exact: true}).waitFor();
    await messages(page).filter({hasText: 'the first word'}).waitFor();
  });

  test('with a picture attached, / offers what takes it first, in the viewer’s language', async () => {
    await switchTo(page, 'Linh');
    await paste(page, 'paste.jpg', await readFile(photo));
    await page.getByRole('textbox', {name: /^Message/}).fill('/');
    await page.getByRole('option', {name: '/hang ảnh', selected: true}).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', {name: 'ảnh: paste.jpg. Choose another'}).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'Remove paste.jpg'}).click();
    await switchTo(page, 'Mia');
  });

  test('a file that is no picture is marked where it was put', async () => {
    await page.getByRole('textbox', {name: /^Message/}).fill('/hang');
    await page.keyboard.press('Enter');
    await drop(page.locator('.file-slot'), 'notes.txt', Buffer.from('words'), 'text/plain');
    await page.locator('.file-slot').getByText('This is not a picture').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'Remove notes.txt'}).click();
  });

  test('a message with a pasted picture can be sent, reacted to, given to the bot and deleted', async () => {
    await page.getByRole('textbox', {name: /^Message/}).fill('look **here** <img src=x onerror=alert(1)>');
    await paste(page, 'paste.jpg', await readFile(photo));
    await page.getByText('paste.jpg').waitFor();
    await page.keyboard.press('Enter');
    const mine = messages(page).filter({hasText: '<img src=x onerror=alert(1)>'});
    await mine.getByRole('button', {name: /^Enlarge/}).waitFor();
    expect(await mine.locator('strong', {hasText: 'here'}).count()).toBe(1);

    await mine.hover();
    await mine.getByRole('button', {name: 'Add a reaction'}).first().click();
    await page.keyboard.type('fire');
    await page.keyboard.press('Enter');
    await mine.getByRole('button', {name: '🔥, 1 reaction', pressed: true}).click();
    await expect.poll(() => mine.locator('.reactions').count()).toBe(0);

    await mine.click({button: 'right', position: {x: 300, y: 10}});
    await page.getByRole('menuitem', {name: 'Apps'}).hover();
    await screenshot(page, 'context-menu');
    await page.getByRole('menu', {name: 'Apps'}).getByRole('menuitem', {name: 'Count letters'}).click();
    await last(page).getByText('42 letters').waitFor();
    await mine.click({button: 'right', position: {x: 300, y: 10}});
    await page.getByRole('menuitem', {name: 'Delete message'}).click();
    await expect.poll(() => mine.count()).toBe(0);
  });

  test('only a moderator may delete other people’s messages, and everybody sees who is typing', async () => {
    await send(page, 'a word from Mia');
    const other = await visit(browser, sandbox.origin);
    await switchTo(other.page, 'Linh');
    const word = messages(other.page).filter({hasText: 'a word from Mia'});
    await word.click({button: 'right'});
    expect(await other.page.getByRole('menuitem', {name: 'Delete message'}).count()).toBe(0);
    await other.page.keyboard.press('Escape');
    await other.page.getByRole('textbox', {name: /^Message/}).fill('hm');
    await page.getByText('Linh is typing…').waitFor();
    await switchTo(other.page, 'Robin');
    await word.click({button: 'right'});
    await other.page.getByRole('menuitem', {name: 'Delete message'}).click();
    await expect.poll(() => messages(page).filter({hasText: 'a word from Mia'}).count()).toBe(0);
    expect(other.complaints).toEqual([]);
    await other.page.close();
  });

  test('each user has their own direct messages with the bot', async () => {
    await page.getByRole('button', {name: 'Direct messages'}).click();
    await run(page, 'ponder');
    await last(page).getByText('I have thought about it.').waitFor();
    await switchTo(page, 'Linh');
    await page.getByText('Your direct messages with the bot').waitFor();
    expect(await messages(page).count()).toBe(0);
    await switchTo(page, 'Mia');
    await page.getByRole('button', {name: 'Studio'}).click();
  });

  test('only its members see a group chat', async () => {
    await page.getByRole('button', {name: 'Direct messages'}).click();
    await page.getByRole('button', {name: 'Mia & Linh', exact: true}).click();
    await send(page, 'just the two of us');
    await switchTo(page, 'Robin');
    await page.getByRole('button', {name: 'Direct messages'}).click();
    expect(await page.getByRole('button', {name: 'Mia & Linh', exact: true}).count()).toBe(0);
    await switchTo(page, 'Mia');
    await page.getByRole('button', {name: 'Studio'}).click();
  });

  test('the inspector lists calls and events without tokens', async () => {
    const {record, response} = await sandbox.user('mia').slash('card');
    await response;
    await page.getByRole('button', {name: 'Inspector'}).click();
    const inspector = page.getByRole('complementary', {name: 'Inspector'});
    const search = inspector.getByRole('searchbox');
    await search.fill(`callback ${record.id}`);
    await inspector.getByRole('button', {name: /POST.*callback/}).click();
    await inspector.getByText('Request', {exact: true}).waitFor();
    const call = await inspector.innerText();
    expect(call).toContain(`/interactions/${record.id}/`);
    expect(call).not.toContain(record.token);
    await search.fill('identify');
    await inspector.getByRole('button', {name: /Identify/}).click();
    await inspector.getByText('"token":').waitFor();
    const login = await inspector.innerText();
    expect(login).not.toContain(sandbox.botToken);
    expect(login).toContain('"token": "***"');
    await search.fill('');
    await screenshot(page, 'inspector');
    await page.getByRole('button', {name: 'Close inspector'}).click();
  });

  test('a dropped file is attached to the text, and Escape takes it back from a command', async () => {
    await drop(page.locator('main'), 'bridge.jpg', await readFile(photo), 'image/jpeg');
    const tray = page.getByRole('button', {name: 'Remove bridge.jpg'});
    await tray.waitFor();
    await page.getByRole('textbox', {name: /^Message/}).fill('/card');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', {name: /^Message/}).waitFor();
    await tray.click();
    expect(await page.getByText('bridge.jpg').count()).toBe(0);
  });

  test.each([
    ['dark', desktop],
    ['light', desktop],
    ['dark', phone],
    ['light', phone],
  ] as const)('fits the window: %s, %o', async (colorScheme, viewport) => {
    const other = await visit(browser, sandbox.origin, {colorScheme, viewport, hasTouch: viewport === phone});
    await switchUserIn(other.page, 'Mia', viewport === phone);
    const name = `${viewport === phone ? 'phone' : 'desktop'}-${colorScheme}`;
    await run(other.page, 'card');
    await last(other.page).getByText('Public domain').waitFor();
    await expect.poll(() => other.page.getByRole('button', {name: 'Jump to the newest'}).count()).toBe(0);
    await screenshot(other.page, name);
    await expectNoSidewaysScroll(other.page);
    const toNewest = other.page.getByRole('button', {name: 'Jump to the newest'});
    await other.page
      .getByRole('region', {name: 'Message history'})
      .evaluate((box: unknown) => (box as {scrollTo(x: number, y: number): void}).scrollTo(0, 0));
    await toNewest.waitFor();
    await run(other.page, 'card');
    await toNewest.waitFor({state: 'detached'});
    if (viewport === phone) {
      await last(other.page).click({position: {x: 200, y: 8}});
      await last(other.page).getByRole('button', {name: 'More', exact: true}).click();
      await other.page.getByRole('menuitem', {name: 'Apps'}).click();
      await other.page.getByRole('menuitem', {name: 'Count letters'}).waitFor();
      expect(await other.page.getByRole('menuitem', {name: 'Copy text'}).isVisible()).toBe(false);
      await screenshot(other.page, `${name}-apps`);
      await other.page.keyboard.press('Escape');
      await other.page.getByRole('button', {name: 'Channels'}).click();
      await screenshot(other.page, `${name}-drawer`);
      await other.page.getByRole('button', {name: 'gallery', exact: true}).click();
      await other.page.getByRole('heading', {name: 'Welcome to #gallery'}).waitFor();
      await other.page.getByRole('textbox', {name: /^Message/}).fill('/');
      await screenshot(other.page, `${name}-commands`);
      await other.page.getByRole('option', {name: '/whisper words'}).click();
      await screenshot(other.page, `${name}-options`);
      await expectNoSidewaysScroll(other.page);
    }
    expect(other.complaints).toEqual([]);
    await other.page.close();
  });

  test('a page left open reconnects to a sandbox restarted at the same address', async () => {
    const before = await startSandbox();
    before.user('mia');
    await servePage(before);
    const other = await visit(browser, before.origin);
    await before.close();
    await other.page.getByText('The sandbox does not answer').waitFor();
    const after = await startSandbox({
      port: Number(new URL(before.origin).port),
      guilds: [{name: 'Anew', channels: ['hall']}],
    });
    after.user('noa');
    await servePage(after);
    await other.page.getByRole('heading', {name: 'hall', exact: true}).waitFor();
    await other.page.getByRole('button', {name: 'You are Noa'}).waitFor();
    await send(other.page, 'here again');
    expect(after.channel('hall').messages.map(({current}) => current.content)).toEqual(['here again']);
    await other.page.close();
    await after.close();
  });

  test('nothing went wrong on the page or on the wire during these tests', () => {
    expect(visitor.complaints).toEqual([]);
    expect(sandbox.violations).toEqual([]);
    expect(sandbox.unknownRoutes).toEqual([]);
  });
});
