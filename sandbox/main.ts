/**
 * `npm run sandbox`: a local Discord that you use in a browser, with the real bot behind it. Stops on Ctrl-C.
 */
import {rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {botEnvironment} from './bot-environment.ts';
import {type BotProcess, type LogLine, startBot} from './bot-process.ts';
import {type Sandbox, type SandboxOptions, startSandbox, type TrafficEntry} from './index.ts';
import {openBrowser} from './web/open-browser.ts';
import {invitePagePeople} from './web/page-people.ts';
import {servePage} from './web/server/page.ts';
import {writableFolder} from './writable-folder.ts';

const help = `usage: npm run sandbox -- [options]

  --port N             default 8080, or any free port if that one is taken
  --open               show the page in the browser
  --no-bot             leave the bot to you and print the environment it needs
  --traffic            print each REST call and gateway event
  --token T            the bot's token; default sandbox-bot-token
  --application-id ID  default 1300000000000000001
  --help               show this`;

const samplePhoto = fileURLToPath(new URL('../assets/photos/bridge.jpg', import.meta.url));

async function main(): Promise<void> {
  const {values} = parseArgs({
    options: {
      port: {type: 'string'},
      token: {type: 'string', default: 'sandbox-bot-token'},
      'application-id': {type: 'string', default: '1300000000000000001'},
      open: {type: 'boolean', default: false},
      'no-bot': {type: 'boolean', default: false},
      traffic: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const sandbox = await startOnPort(values.port, {
    botToken: values.token,
    applicationId: values['application-id'],
    guilds: [
      {name: 'Studio', channels: ['general', 'gallery']},
      {name: 'Elsewhere', channels: ['lobby'], hasBot: false},
    ],
    logCapacity: 2_000,
    logBodyLength: 20_000,
  });
  if (values.traffic) sandbox.log.subscribe((entry) => console.log(inOneLine(entry)));
  let bot: BotProcess | undefined;
  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await bot?.stop();
    await sandbox.close();
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  invitePagePeople(sandbox);
  await servePage(sandbox, {samplePhoto});
  console.log(`A local Discord is open at ${sandbox.origin}`);
  if (values.open) openBrowser(sandbox.origin);
  if (values['no-bot']) {
    console.log(environmentOf(sandbox));
    return;
  }
  const dataDir = process.env.DATA_DIR || (await writableFolder('data'));
  // Each bot needs its own folder; sandboxes that run side by side have different ports.
  const botDir = resolve(join(dataDir, 'sandbox', new URL(sandbox.origin).port));
  await forgetJobs(botDir);
  bot = await startBot({
    sandbox,
    dataDir: botDir,
    env: botEnvironment(dataDir),
    onLine: showTrouble,
  });
  console.log('The bot is ready. Ctrl-C ends both.');
  void bot.ended.then((result) => {
    if (!isStopping) console.error(`The bot ended (${result}). Its last log lines:\n${bot?.tail(8)}`);
  });
}

/** Removes the jobs of an earlier sandbox: its messages are gone, so the bot must not continue them. */
async function forgetJobs(botDir: string): Promise<void> {
  for (const name of ['jobs', 'jobs.db', 'jobs.db-shm', 'jobs.db-wal']) {
    await rm(join(botDir, name), {recursive: true, force: true});
  }
}

async function startOnPort(port: string | undefined, options: SandboxOptions): Promise<Sandbox> {
  if (port === undefined) {
    return startSandbox({...options, port: 8080}).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
        return startSandbox(options);
      throw error;
    });
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new RangeError(`--port: expected 0 to 65535, received ${port}`);
  }
  return startSandbox({...options, port: Number(port)});
}

function environmentOf(sandbox: Sandbox): string {
  return `Start the bot with

DISCORD_API_BASE=${sandbox.apiUrl}
DISCORD_TOKEN=${sandbox.botToken}
APPLICATION_ID=${sandbox.applicationId}
`;
}

/** Prints warnings and worse; 40 is pino's level for a warning. */
function showTrouble({fields, text}: LogLine): void {
  const isTrouble = typeof fields.level === 'number' ? fields.level >= 40 : !('level' in fields);
  if (isTrouble) console.error(`bot: ${'level' in fields ? fields.msg : text}`);
}

function inOneLine(entry: TrafficEntry): string {
  const time = new Date(entry.at).toISOString().slice(11, 23);
  switch (entry.kind) {
    case 'rest':
      return `${time} ${entry.status} ${entry.route} ${entry.request}`;
    case 'gateway':
      return `${time} ${entry.direction} op ${entry.op} ${entry.name ?? ''}`;
    case 'note':
      return `${time} ${entry.text}`;
  }
}

main().catch((error: unknown) => {
  console.error(`sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
