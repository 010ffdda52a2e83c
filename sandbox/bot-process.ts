/**
 * The real bot as a child process that talks to a sandbox: `npm run deploy` once, then `npm start`, with its own
 * environment. Its log lines (pino's JSON) are kept and can be waited for.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync} from 'node:fs';
import {resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import type {Sandbox} from './index.ts';

export interface BotOptions {
  sandbox: Pick<Sandbox, 'apiUrl' | 'applicationId' | 'botToken'>;
  dataDir: string;
  /** More environment variables for the bot, such as `ATELIER_WEIGHTS`. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Modules that Node loads before the bot, to watch it or to replace a part. */
  imports?: readonly URL[];
  /** False if the commands are already registered, as after a restart. Default true. */
  register?: boolean;
  /** The bot's program and its arguments; by default this checkout's. `imports` are for that one only. */
  program?: readonly [file: string, ...args: string[]];
  onLine?: (line: LogLine) => void;
}

export interface LogLine {
  /** The line as it was written. */
  text: string;
  /** Its fields; if the line was not JSON, only `msg`. */
  fields: {msg: string; [key: string]: unknown};
}

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** Long, for machines that have much else to do. */
const readyMs = 100_000;
const stopGraceMs = 15_000;

export class BotProcess {
  readonly lines: LogLine[] = [];
  readonly child: ChildProcess;
  readonly #listeners = new Set<() => void>();
  /** Resolves with the exit code or signal, no matter who ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  constructor(child: ChildProcess, onLine: (line: LogLine) => void = () => {}) {
    this.child = child;
    // Whatever ends this process, for example nobody reading its output any more, the bot must not stay behind.
    const endToo = (): void => void child.kill();
    process.once('exit', endToo);
    this.ended = once(child, 'exit').then(([code, signal]) => {
      process.off('exit', endToo);
      this.#wake();
      return code ?? signal;
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({input: stream}).on('line', (text) => {
        const line = {text, fields: parseLine(text)};
        this.lines.push(line);
        onLine(line);
        this.#wake();
      });
    }
  }

  /** Resolves with the first line that matches, past or future. @throws Error if the bot ends first. */
  waitForLine(
    fits: (line: LogLine) => boolean,
    {timeoutMs = 30_000, description = 'a log line'} = {},
  ): Promise<LogLine> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        settle();
      };
      const fail = (what: string): void =>
        finish(() => reject(new Error(`${what} before ${description}:\n${this.tail()}`)));
      const look = (): void => {
        const found = this.lines.find(fits);
        if (found) finish(() => resolve(found));
        else if (this.child.exitCode !== null || this.child.signalCode !== null) fail('the bot ended');
      };
      const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
      this.#listeners.add(look);
      look();
    });
  }

  /** The last lines of the log, for error messages. */
  tail(count = 20): string {
    return this.lines
      .slice(-count)
      .map(({text}) => text)
      .join('\n');
  }

  /** Sends SIGTERM, then SIGKILL if the bot keeps running. Resolves with the exit code or signal. */
  async stop(): Promise<number | NodeJS.Signals | null> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), stopGraceMs);
    const result = await this.ended;
    clearTimeout(timer);
    return result;
  }

  /** Ends the bot with SIGKILL, as abruptly as a crash. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  #wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Registers the commands unless `register` is false, starts the bot, and resolves when it is logged in. */
export async function startBot(options: BotOptions): Promise<BotProcess> {
  if (options.register ?? true) await deployCommands(options);
  const bot = runBot(options);
  try {
    await bot.waitForLine(({fields}) => fields.msg === 'ready', {
      timeoutMs: readyMs,
      description: 'the bot was ready',
    });
  } catch (error) {
    await bot.kill();
    throw error;
  }
  return bot;
}

/** Starts the bot without waiting for anything. */
export function runBot(options: BotOptions): BotProcess {
  return new BotProcess(run([], options), options.onLine);
}

async function deployCommands(options: BotOptions): Promise<void> {
  const deploy = new BotProcess(run(['deploy'], options));
  const [code] = (await once(deploy.child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`registering the commands failed:\n${deploy.tail()}`);
}

function run(args: string[], options: BotOptions): ChildProcess {
  const {sandbox, dataDir, env, program = fromCheckout(options)} = options;
  mkdirSync(dataDir, {recursive: true});
  const [file, ...before] = program;
  return spawn(file, [...before, ...args], {
    // Not in the repository, because its `.env` belongs to the operator and names another Discord.
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DISCORD_TOKEN: sandbox.botToken,
      APPLICATION_ID: sandbox.applicationId,
      DISCORD_API_BASE: sandbox.apiUrl,
      DATA_DIR: resolve(dataDir),
      ...env,
    },
  });
}

function fromCheckout({imports = []}: BotOptions): readonly [file: string, ...args: string[]] {
  const modules = [import.meta.resolve('tsx'), ...imports.map(({href}) => href)];
  return [process.execPath, ...modules.flatMap((module) => ['--import', module]), entry];
}

function parseLine(text: string): LogLine['fields'] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'msg' in value && typeof value.msg === 'string') {
      return {...value, msg: value.msg};
    }
  } catch {
    // Not JSON: a stack trace, or a warning from Node.
  }
  return {msg: text};
}
