/** Checks the import rules of ARCHITECTURE.md on every file under src/, and looks for circles under sandbox/ too. */
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

/** Rooms from top to bottom. A file may import from its own room and those below. The engine's contract is a room. */
const rooms = ['host', 'bot', 'commands', 'jobs', 'nst', 'styles', 'images', 'nst/contract', 'system'];

/** Files at the top of src/: the wiring may import anything, the leaves only each other and the engine's contract. */
const wiring = ['main.ts', 'worker.ts', 'cli.ts', 'run-bot.ts', 'run-worker.ts'];
const leaves = [
  'errors.ts',
  'error-details.ts',
  'config.ts',
  'config-changes.ts',
  'variables.ts',
  'secret-file.ts',
];

/** With more files than this in one folder, people get lost. */
const mostFilesInFolder = 12;

const packagesOf: Record<string, string[]> = {
  'discord.js': ['bot/', 'commands/'],
  '@discordjs/ws': ['bot/gateway/'],
  'https-proxy-agent': ['bot/gateway/'],
  undici: ['system/'],
  'p-queue': ['jobs/'],
  'p-limit': ['jobs/', 'styles/', 'commands/'],
  libsql: ['jobs/'],
  bullmq: ['jobs/fleet/'],
  ioredis: ['jobs/fleet/'],
  yauzl: ['cli/cuda/'],
  'onnxruntime-node': ['nst/'],
  '@tensorflow/tfjs': ['nst/tfjs/', 'images/nsfw/'],
  nsfwjs: ['images/nsfw/'],
  h5wasm: ['nst/'],
  'ml-matrix': ['nst/'],
  'libheif-js': ['images/heic/'],
  sharp: ['images/', 'commands/attachments/', 'commands/presets/'],
  dotenv: ['host/'],
  'prom-client': ['host/health/'],
};

interface Import {
  file: string;
  /** Path below the folder that was read, or the name of a package. */
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

/** Each set of files that import each other in a circle, type imports included. */
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

/** The room a file is in; empty at the top of src/ and in cli/, because that is wiring. */
const roomOf = (path: string): string => {
  const [first = '', second] = path.split('/');
  const contract = `${first}/${second}`;
  return rooms.includes(contract) ? contract : rooms.includes(first) ? first : '';
};
const describeImport = ({file, target}: Import): string => `${file} imports ${target}`;
const isOurs = ({target}: Import): boolean => files.some(({file}) => file === target);

test('this test finds the imports', () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.map(describeImport)).toContain('nst/objective/onnx-backend.ts imports onnxruntime-node');
});

describe('imports point one way', () => {
  test(`from ${rooms.join(' to ')}`, () => {
    const wrong = imports.filter(({file, target}) => {
      const [from, to] = [rooms.indexOf(roomOf(file)), rooms.indexOf(roomOf(target))];
      return from >= 0 && to >= 0 && to < from;
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('nobody imports the wiring', () => {
    const wrong = imports.filter(({file, target}) => wiring.includes(target) && !wiring.includes(file));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('the leaves import each other and the contract', () => {
    const wrong = imports.filter(
      (one) =>
        leaves.includes(one.file) &&
        isOurs(one) &&
        !leaves.includes(one.target) &&
        roomOf(one.target) !== 'nst/contract',
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('host, which bot and worker share, does not import the Discord side', () => {
    const wrong = imports.filter(
      ({file, target}) => roomOf(file) === 'host' && ['bot', 'commands'].includes(roomOf(target)),
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test.each(['system', 'nst/contract'])('%s imports nothing from the product except its errors', (room) => {
    const wrong = imports.filter(
      (one) =>
        roomOf(one.file) === room &&
        isOurs(one) &&
        roomOf(one.target) !== room &&
        !['errors.ts', 'error-details.ts'].includes(one.target),
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('only the engine and the command line import the engine; others start it as a process', () => {
    const wrong = imports.filter(
      ({file, target}) =>
        roomOf(target) === 'nst' && roomOf(file) !== 'nst' && file !== 'cli.ts' && !file.startsWith('cli/'),
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });
});

test('no folder in src has too many files', () => {
  const counts = new Map<string, number>();
  for (const {file} of files) counts.set(posix.dirname(file), (counts.get(posix.dirname(file)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > mostFilesInFolder)).toEqual([]);
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

test('only the entry points use the environment, except for variables that ONNX Runtime and drivers read', () => {
  const readers = files.filter(({source}) => /process\.env\b/.test(source)).map(({file}) => file);
  expect(readers.filter((file) => !wiring.includes(file)).toSorted()).toEqual([
    'nst/devices/survey.ts',
    'nst/objective/onnx/onnx-privacy.ts',
  ]);
});

test('modules that other processes run are named without an extension, because a built package holds JavaScript', () => {
  const named = files.flatMap(({file, source}) =>
    [...source.matchAll(/ownModule\('([^']+)'/g)].map(([, path = '']) => ({
      file,
      target: `${posix.normalize(posix.join(posix.dirname(file), path))}.ts`,
    })),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((one) => !isOurs({...one, isType: false})).map(({target}) => target)).toEqual([]);
  expect(files.filter(({source}) => /new URL\([^)]*\.ts\b/.test(source)).map(({file}) => file)).toEqual([]);
});
