import {spawn} from 'node:child_process';

/** Asks the desktop to open the address; without a desktop, nothing happens. */
export function openBrowser(url: string): void {
  const [command = '', ...args] = commands[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], {stdio: 'ignore', detached: true});
  child.once('error', () => undefined);
  child.unref();
}

const commands: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
