/** The import rules of ARCHITECTURE.md, checked on every file under src/; circles also under sandbox/. */
import {readdirSync, readFileSync} from 'node:fs';
import {join, posix, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';

interface SourceFile {
  /** Path below the folder that was read. */
  file: string;
  source: string;
}

const readSources = (root: string): SourceFile[] =>
  readdirSync(root, {recursive: true, encoding: 'utf8'})
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({file: file.split(sep).join('/'), source: readFileSync(join(root, file), 'utf8')}));

const files = readSources(fileURLToPath(new URL('../src', import.meta.url)));

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
  'p-limit': ['jobs/', 'nst/', 'commands/'],
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
  /** Path below the folder that was read, or name of a package. */
  target: string;
  isType: boolean;
}

const importsOf = (sources: SourceFile[]): Import[] =>
  sources.flatMap(({file, source}) =>
    [
      ...source.matchAll(
        /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|\bimport\s*\(?\s*'([^']+)'/gm,
      ),
    ].map((match) => {
      const specifier = (match[2] ?? match[3]) as string;
      const isOurs = specifier.startsWith('.');
      const target = isOurs
        ? posix.normalize(posix.join(posix.dirname(file), specifier))
        : specifier.replace(/^((?:@[^/]+\/)?[^/]+).*$/, '$1');
      return {file, target, isType: match[1] !== undefined};
    }),
  );

const imports = importsOf(files);

/** Each set of files that reach each other by imports, type imports included. */
const circlesIn = (sources: SourceFile[]): string[][] => {
  const edges = importsOf(sources);
  const reachedFrom = (start: string): Set<string> => {
    const reached = new Set<string>();
    const follow = (from: string): void => {
      for (const {file, target} of edges) {
        if (file !== from || reached.has(target)) continue;
        reached.add(target);
        follow(target);
      }
    };
    follow(start);
    return reached;
  };
  const reached = new Map(sources.map(({file}) => [file, reachedFrom(file)]));
  const circles = [...reached].flatMap(([file, targets]) =>
    targets.has(file) ? [[...targets].filter((target) => reached.get(target)?.has(file)).toSorted()] : [],
  );
  return circles.filter((circle, place) => circles.findIndex(([first]) => first === circle[0]) === place);
};

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

test.each(['src', 'sandbox'])(
  'no files in %s import each other in a circle, not even for types',
  (folder) => {
    expect(circlesIn(readSources(fileURLToPath(new URL(`../${folder}`, import.meta.url))))).toEqual([]);
  },
);

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
