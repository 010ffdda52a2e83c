/**
 * Opens the page in a real browser: Debian's chromium, or the one CHROMIUM_PATH names. Suites use
 * `describe.skipIf(!chromium)`, so a machine without one shows what it skipped. Screenshots go to test/artefacts, which
 * git ignores.
 */
import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Browser, type Locator, type Page, chromium as playwright} from 'playwright-core';
import {expect} from 'vitest';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const artefacts = fileURLToPath(new URL('../artefacts', import.meta.url));

export const chromium: string | undefined =
  process.env.CHROMIUM_PATH || candidates.find((path) => existsSync(path));

export const whyNot = chromium ? '' : ' (skipped: no chromium; install it or set CHROMIUM_PATH)';

export const desktop = {width: 1280, height: 800};
export const phone = {width: 320, height: 640};

/** Switches off Chromium's own sandbox, because root in a container may not use it. */
export function launch(): Promise<Browser> {
  return playwright.launch({executablePath: chromium ?? '', args: ['--no-sandbox']});
}

export interface Visit {
  page: Page;
  /** Errors from the page's script, and everything the browser refused. A healthy test ends with none. */
  complaints: string[];
}

export async function visit(
  browser: Browser,
  url: string,
  options: {viewport?: typeof desktop; colorScheme?: 'dark' | 'light'; hasTouch?: boolean} = {},
): Promise<Visit> {
  const page = await browser.newPage({viewport: desktop, colorScheme: 'dark', locale: 'en-GB', ...options});
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  await page.getByRole('textbox', {name: /^Message/}).waitFor();
  return {page, complaints};
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(artefacts, {recursive: true});
  await page.screenshot({path: join(artefacts, `${name}.png`), animations: 'disabled'});
}

/** Drops a file as a person does from the desktop. */
export async function drop(target: Locator, name: string, bytes: Uint8Array, type: string): Promise<void> {
  const file = {name, type, data: Buffer.from(bytes).toString('base64')};
  const transfer = await target.page().evaluateHandle(
    `((file) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(file.data), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], file.name, {type: file.type}));
      return transfer;
    })(${JSON.stringify(file)})`,
  );
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await target.dispatchEvent(event, {dataTransfer: transfer});
  }
}

/** Expects nothing to stick out of the window sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [width, inner] = (await page.evaluate(
    '[document.documentElement.scrollWidth, innerWidth]',
  )) as number[];
  expect(width).toBeLessThanOrEqual(inner ?? 0);
}
