import {readFileSync} from 'node:fs';
import {z} from 'zod';

const manifest = z.object({version: z.string()});

/** The product's version, for example `0.1.0`. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return manifest.parse(JSON.parse(text)).version;
}
