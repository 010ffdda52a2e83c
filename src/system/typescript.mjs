/** Node loads this before a module in TypeScript. It is JavaScript, because it comes before tsx, which reads TypeScript. */
import {accessSync, constants} from 'node:fs';
import {tmpdir} from 'node:os';

try {
  // The slash makes it an error if that is no folder.
  accessSync(`${tmpdir()}/`, constants.W_OK);
} catch {
  // tsx ends the process when it cannot write its cache. Without one it only starts more slowly.
  process.env.TSX_DISABLE_CACHE = '1';
}
await import('tsx');
