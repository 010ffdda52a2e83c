/** The page's own files, built by Vite in memory. Nothing is written, so nothing can be stale or committed. */
import {extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {InlineConfig} from 'vite';
import {withPlainPath} from './plain-path.ts';

export interface Asset {
  contentType: string;
  body: string | Uint8Array;
  /** True if the file's name changes with its content. */
  isImmutable: boolean;
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Files by path; `/` is the page. */
export async function buildAssets(): Promise<ReadonlyMap<string, Asset>> {
  const {build} = await import('vite');
  const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');
  const result = await withPlainPath(repository, (path) => build(settingsFor(path)));
  const bundle = Array.isArray(result) ? result[0] : result;
  if (!bundle || !('output' in bundle)) throw new Error('expected Vite to return the built page');
  const assets = new Map<string, Asset>();
  for (const piece of bundle.output) {
    const path = piece.fileName === 'index.html' ? '/' : `/${piece.fileName}`;
    assets.set(path, {
      contentType: contentTypes[extname(piece.fileName)] ?? 'application/octet-stream',
      body: piece.type === 'chunk' ? piece.code : piece.source,
      isImmutable: path !== '/',
    });
  }
  return assets;
}

function settingsFor(repository: string): InlineConfig {
  return {
    root: join(repository, 'sandbox/web/client'),
    resolve: {preserveSymlinks: true},
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    oxc: {jsx: {runtime: 'automatic', importSource: 'preact'}},
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
  };
}
