/** The colours we see in a file are those that a browser shows. */
import {writeFileSync} from 'node:fs';
import {type Browser, type Page, chromium as playwright} from 'playwright-core';
import sharp from 'sharp';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readPhoto} from '../../src/images/photo.ts';
import {type ColourFile, colourTable, middles} from '../fixtures/files/colour-table.ts';
import {chromium, whyNot} from './browser.ts';

const table = await colourTable();
/** Levels of 255. */
const tolerance = 3;

describe.skipIf(!chromium)(`the colours of a file${whyNot}`, () => {
  let browser: Browser;
  let page: Page;
  const shown = new Map<string, readonly (readonly number[])[]>();
  beforeAll(async () => {
    browser = await playwright.launch({
      executablePath: chromium ?? '',
      args: ['--no-sandbox', '--force-color-profile=srgb'],
    });
    page = await browser.newPage({viewport: {width: 200, height: 200}});
  });
  afterAll(async () => {
    await browser?.close();
    // With ATELIER_RECORD, keeps what the browser showed, for the unit test.
    const record = new URL('../golden/colours.json', import.meta.url);
    if (process.env.ATELIER_RECORD)
      writeFileSync(
        record,
        `{\n${[...shown].map(([name, colors]) => `${JSON.stringify(name)}: ${JSON.stringify(colors)}`).join(',\n')}\n}\n`,
      );
  });

  test.each(table.map((file) => [file.name, file] as const))('%s', async (name, file) => {
    const there = middles(await show(page, file));
    shown.set(name, there);
    const {data, alpha} = await readPhoto(file.bytes, 'The photo');
    expect(alpha).toBeUndefined();
    for (const [index, here] of middles(data).entries())
      expect(here, `field ${index}`).toBeAllClose(there[index] as unknown as number[], {
        absolute: tolerance,
        relative: 0,
      });
  });
});

async function show(page: Page, {type, bytes}: ColourFile): Promise<Uint8Array> {
  const source = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
  await page.setContent('<body style="margin:0"><img style="display:block">');
  await page.evaluate(
    `(async () => { const image = document.querySelector('img'); image.src = ${JSON.stringify(source)}; await image.decode(); })()`,
  );
  const png = await page.locator('img').screenshot();
  return sharp(png).removeAlpha().raw().toBuffer();
}
