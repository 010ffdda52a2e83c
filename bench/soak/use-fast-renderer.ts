/** Loaded before the bot; swaps its render process for the fast one. The product does not know about this. */
import childProcess from 'node:child_process';
import {syncBuiltinESMExports} from 'node:module';
import {fileURLToPath} from 'node:url';

const real = fileURLToPath(new URL('../../src/nst/process.ts', import.meta.url));
const fast = fileURLToPath(new URL('fast-renderer.ts', import.meta.url));
const fork = childProcess.fork as (file: string | URL, ...rest: unknown[]) => childProcess.ChildProcess;

childProcess.fork = (file: string | URL, ...rest: unknown[]) => fork(file === real ? fast : file, ...rest);
syncBuiltinESMExports();
