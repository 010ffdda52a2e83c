/** Does on the page what a person does, step by step. */
import type {Locator, Page} from 'playwright-core';

export function messages(page: Page): Locator {
  return page.getByRole('list', {name: 'Messages'}).locator('> .message');
}

export function last(page: Page): Locator {
  return messages(page).last();
}

export async function run(page: Page, command: string): Promise<void> {
  await page.getByRole('textbox', {name: /^Message/}).fill(`/${command}`);
  await page.getByRole('option', {name: `/${command}`}).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', {name: 'Add an option'}).press('Enter');
  await page.getByRole('textbox', {name: /^Message/}).waitFor();
}

export async function send(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', {name: /^Message/}).fill(text);
  await page.keyboard.press('Enter');
  await last(page).getByText(text).waitFor();
}

export async function switchTo(page: Page, name: string): Promise<void> {
  await page.getByRole('button', {name: 'Switch user'}).click();
  await page.getByRole('menuitemradio', {name}).click();
  await page.getByRole('button', {name: `You are ${name}`}).waitFor({state: 'attached'});
}

/** On a phone the user panel is in the drawer. */
export async function switchUserIn(page: Page, name: string, isPhone: boolean): Promise<void> {
  if (isPhone) await page.getByRole('button', {name: 'Channels'}).click();
  await switchTo(page, name);
  if (isPhone) await page.getByRole('button', {name: 'Close channels'}).click({position: {x: 310, y: 300}});
}

export async function paste(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const file = {name, data: Buffer.from(bytes).toString('base64')};
  await page.evaluate(
    `((file) => {
      const clipboardData = new DataTransfer();
      const bytes = Uint8Array.from(atob(file.data), (letter) => letter.charCodeAt(0));
      clipboardData.items.add(new File([bytes], file.name, {type: 'image/jpeg'}));
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
    })(${JSON.stringify(file)})`,
  );
}
