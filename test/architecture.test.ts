/** The import rules of ARCHITECTURE.md, checked on every file under src/. */
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(root, {recursive: true, encoding: 'utf8'})
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({file: file.split(sep).join('/'), source: readFileSync(join(root, file), 'utf8')}));

/** Folders from top to bottom; a file may import from its own folder and those below. */
const layers = ['host', 'bot', 'commands', 'jobs', 'nst', 'system'];

/** Files at the top of src/: the wiring may import anything, the leaves nothing of ours but each other. */
const wiring = ['main.ts', 'worker.ts', 'cli.ts'];
const leaves = ['errors.ts', 'error-details.ts', 'config.ts', 'variables.ts'];

/** The parts of the engine that are plain data or light enough for the bot's own process. */
const engineForOthers = [
  'nst/protocol.ts',
  'nst/serialized-error.ts',
  'nst/settings.ts',
  'nst/schedule.ts',
  'nst/inspect.ts',
  'nst/clean-image.ts',
  'nst/styles.ts',
  'nst/style-library.ts',
  'nst/style-folder.ts',
  'nst/style-preset.ts',
  'nst/style-shelf.ts',
  'nst/image.ts',
];

const packagesOf: Record<string, string[]> = {
  'discord.js': ['bot/', 'commands/'],
  'p-queue': ['jobs/'],
  'p-limit': ['jobs/', 'nst/', 'commands/attachments/'],
  libsql: ['jobs/'],
  bullmq: ['jobs/fleet/'],
  ioredis: ['jobs/fleet/'],
  yauzl: ['cli/cuda/'],
  'onnxruntime-node': ['nst/'],
  '@tensorflow/tfjs': ['nst/tfjs/'],
  h5wasm: ['nst/'],
  'ml-matrix': ['nst/'],
  sharp: ['nst/', 'commands/attachments/', 'commands/gallery/'],
  dotenv: ['host/', 'cli.ts'],
};

interface Import {
  file: string;
  /** Path below src/ or name of a package. */
  target: string;
  isType: boolean;
}

const imports: Import[] = files.flatMap(({file, source}) =>
  [
    ...source.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|\bimport\s*\(?\s*'([^']+)'/gm),
  ].map((match) => {
    const specifier = (match[2] ?? match[3]) as string;
    const isOurs = specifier.startsWith('.');
    const target = isOurs
      ? relative(root, resolve(root, dirname(file), specifier))
          .split(sep)
          .join('/')
      : specifier.replace(/^((?:@[^/]+\/)?[^/]+).*$/, '$1');
    return {file, target, isType: match[1] !== undefined};
  }),
);

const folderOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] as string) : '');
const describeImport = ({file, target}: Import): string => `${file} imports ${target}`;

test('the parser of this test sees the imports', () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.map(describeImport)).toContain('nst/onnx-backend.ts imports onnxruntime-node');
});

describe('imports point one way', () => {
  test('from bot to commands to jobs to nst to system', () => {
    const wrong = imports.filter(({file, target}) => {
      const [from, to] = [layers.indexOf(folderOf(file)), layers.indexOf(folderOf(target))];
      return from >= 0 && to >= 0 && to < from;
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('nobody imports the wiring, and the leaves import no layer', () => {
    const wrong = imports.filter(
      ({file, target}) =>
        wiring.includes(target) ||
        (leaves.includes(file) && layers.includes(folderOf(target)) && !engineForOthers.includes(target)),
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('host, which bot and worker share, knows no Discord', () => {
    const wrong = imports.filter(
      ({file, target}) => folderOf(file) === 'host' && ['bot', 'commands'].includes(folderOf(target)),
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('system knows nothing of the product but its errors', () => {
    const wrong = imports.filter(
      ({file, target}) =>
        folderOf(file) === 'system' &&
        files.some((other) => other.file === target) &&
        folderOf(target) !== 'system' &&
        target !== 'errors.ts',
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('the bot process never loads the engine itself', () => {
    const wrong = imports.filter(
      ({file, target, isType}) =>
        (['host', 'bot', 'commands', 'jobs'].includes(folderOf(file)) ||
          ['main.ts', 'worker.ts'].includes(file)) &&
        folderOf(target) === 'nst' &&
        !isType &&
        !engineForOthers.includes(target),
    );
    expect(wrong.map(describeImport)).toEqual([]);
    const heavy = imports.filter(
      ({file, target, isType}) =>
        engineForOthers.includes(file) &&
        !isType &&
        folderOf(target) === 'nst' &&
        !engineForOthers.includes(target),
    );
    expect(heavy.map(describeImport)).toEqual([]);
  });
});

test.each(Object.entries(packagesOf))('%s is imported only in %s', (name, places) => {
  const users = imports.filter(({target}) => target === name).map(({file}) => file);
  expect(users.length, `${name} is not imported at all`).toBeGreaterThan(0);
  expect(users.filter((file) => !places.some((place) => file.startsWith(place)))).toEqual([]);
});

test('only the entry points use the environment, but for what ONNX Runtime and the drivers read there themselves', () => {
  const readers = files.filter(({source}) => /process\.env\b/.test(source)).map(({file}) => file);
  expect(readers.filter((file) => !wiring.includes(file)).toSorted()).toEqual([
    'nst/devices/survey.ts',
    'nst/onnx-privacy.ts',
  ]);
});
