import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as h5 from 'h5wasm/node';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type RendererNews, startRendererChild} from '../../../src/jobs/render/renderer-child.ts';
import type {EngineOptions} from '../../../src/nst/contract/protocol.ts';
import {planScales} from '../../../src/nst/contract/schedule.ts';
import type {RemoteFile} from '../../../src/nst/encoders/download-file.ts';
import {parseLayerName, vgg19LayerNames, vgg19Widths} from '../../../src/nst/encoders/encoder.ts';
import {serializeEncoder} from '../../../src/nst/encoders/encoder-file.ts';
import {readKerasVgg19} from '../../../src/nst/encoders/keras-h5.ts';
import {bundledEncoder, fetchVgg19, findVgg19, loadBundled} from '../../../src/nst/encoders/weights.ts';
import {type Engine, openEngine, type Pass} from '../../../src/nst/engine.ts';
import {defaultRecipe as recipe, recipeFor} from '../../../src/nst/look/recipe.ts';
import {realWeights, tinyEncoder} from '../../fixtures/weights.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-weights-'));
});
afterEach(() => rm(folder, {recursive: true}));

const silent = (): void => {};

describe('a Keras file', () => {
  test('is read by the rank of its datasets, no matter what their names are', async () => {
    const path = join(folder, 'odd-names.h5');
    await writeKerasFile(path, (name) => [`inner/${name}/kernel:0`, `inner/${name}/beta:0`]);
    const encoder = await readKerasVgg19(path);
    expect(encoder.convolutions.map(({name}) => name)).toEqual(vgg19LayerNames);
    const {kernel, bias, inputs, outputs} = encoder.convolutions[1]!;
    expect([inputs, outputs]).toEqual([64, 64]);
    // writeKerasFile numbers the values in HWIO order; [tap, input, output] = [5, 3, 7] must be at OIHW [7, 3, 5].
    expect(kernel[(7 * 64 + 3) * 9 + 5]).toBe((5 * 64 + 3) * 64 + 7);
    expect(bias[2]).toBe(2);
  });

  test('without one of the layers is refused, and the layer is named', async () => {
    const path = join(folder, 'short.h5');
    await writeKerasFile(path, (name) => (name === 'block3_conv2' ? [] : [`${name}_W_1:0`, `${name}_b_1:0`]));
    await expect(readKerasVgg19(path)).rejects.toThrow('block3_conv2: expected a kernel [3,3,256,256]');
  });

  test('is refused if it is not HDF5', async () => {
    const path = join(folder, 'text.h5');
    await writeFile(path, 'hello');
    await expect(readKerasVgg19(path)).rejects.toMatchObject({code: 'WEIGHTS_UNAVAILABLE'});
  });
});

describe('VGG19', () => {
  test('is converted from a Keras file once, then read from the copy, and converted again if that is damaged', async () => {
    const messages: string[] = [];
    const places = {vgg19File: await kerasFile(), dataDir: folder};
    const find = () => findVgg19(places, (message) => messages.push(message));
    const first = await find();
    const again = await find();
    expect(messages).toEqual(['converting vgg.h5']);
    expect(again!.convolutions[3]).toEqual(first!.convolutions[3]);

    const [copy, ...others] = await readdir(join(folder, 'weights'));
    expect(others).toEqual([]);
    await writeFile(join(folder, 'weights', copy!), '');
    expect(await find()).toMatchObject({convolutions: {length: 16}});
    expect(messages.slice(1)).toEqual([
      expect.stringContaining('removing a damaged file'),
      'converting vgg.h5',
    ]);
  });

  test('leaves nothing behind if it cannot be converted, and says why', async () => {
    const vgg19File = join(folder, 'text.h5');
    await writeFile(vgg19File, 'hello');
    await expect(findVgg19({vgg19File, dataDir: join(folder, 'data')}, silent)).rejects.toMatchObject({
      code: 'WEIGHTS_UNAVAILABLE',
      message: expect.stringMatching(/^ATELIER_WEIGHTS: .*text\.h5.*expected an HDF5 file of Keras weights/),
    });
    expect(await readdir(join(folder, 'data', 'weights'))).toEqual([]);
  });

  test('is not found in an empty data folder', async () => {
    expect(await findVgg19({dataDir: folder}, silent)).toBeUndefined();
  });

  test('is an error with the path if it is named but does not exist', async () => {
    await expect(findVgg19({vgg19File: '/nowhere/vgg.h5', dataDir: folder}, silent)).rejects.toThrow(
      'there is no file /nowhere/vgg.h5',
    );
  });

  test('says what to do if it cannot be downloaded', async () => {
    const remote = {url: 'http://127.0.0.1:1/vgg.h5', bytes: 10, md5: '0'};
    await expect(fetchVgg19(folder, silent, remote)).rejects.toThrow(/set ATELIER_WEIGHTS/);
  });

  test.skipIf(!realWeights)('has sixteen convolutions in the real file', async () => {
    const encoder = await findVgg19({vgg19File: realWeights!, dataDir: folder}, silent);
    expect(encoder).toMatchObject({name: 'vgg19', convolutions: {length: 16}});
  });
});

describe('the bundled encoder', () => {
  test('is at most 4 MB, much narrower than VGG19, ends at the content, and has a map for each of its layers that the recipe reads', async () => {
    expect((await stat(bundledEncoder)).size).toBeLessThanOrEqual(4 * 2 ** 20);
    const encoder = await loadBundled();
    const {name, convolutions, maps} = encoder;
    expect(name).toBe('atelier-compact');
    expect(convolutions.map((convolution) => convolution.name)).toEqual(vgg19LayerNames.slice(0, 10));
    for (const {block, outputs} of convolutions)
      expect(outputs).toBeLessThanOrEqual(vgg19Widths[block - 1]! / 2);
    const {wassersteinLayers, styleLayers, contentLayers, momentLayers} = recipeFor(recipe, encoder);
    expect(Object.keys(maps!)).toEqual([...wassersteinLayers, ...styleLayers, ...contentLayers]);
    expect(contentLayers).toEqual(recipe.contentLayers);
    expect(Object.keys(maps!)).toEqual(expect.arrayContaining([...momentLayers]));
  });
});

test('the model card names the checksum of the file beside it', async () => {
  const card = await readFile(new URL('README.md', bundledEncoder), 'utf8');
  const digest = createHash('sha256')
    .update(await readFile(bundledEncoder))
    .digest('hex');
  expect(card).toContain(digest);
});

describe('an engine', () => {
  const open = (options: Partial<EngineOptions>): Promise<Engine> =>
    openEngine({engine: 'onnx', device: 'cpu', weights: 'auto', dataDir: folder, ...options}, silent);
  const scales = [1, 2].map((side) => ({width: side, height: side, evaluations: 1}));
  const namesOf = (passes: Pass[]): string[] => passes.map(({painter}) => painter.encoder.name);
  let vgg19File: string;
  beforeEach(async () => {
    vgg19File = join(folder, 'tiny.safetensors');
    await writeFile(vgg19File, serializeEncoder(tinyEncoder()));
  });

  test('without VGG19 paints everything with the bundled encoder', async () => {
    const engine = await open({});
    expect(namesOf(engine.plan('high', scales))).toEqual(['atelier-compact', 'atelier-compact']);
    expect(engine.describe()).toBe('atelier-compact');
  });

  test('with VGG19 keeps the bundled encoder for drafts', async () => {
    const engine = await open({vgg19File});
    expect(namesOf(engine.plan('draft', scales))).toEqual(['atelier-compact', 'atelier-compact']);
    expect(namesOf(engine.plan('high', scales))).toEqual(['tiny-random', 'tiny-random']);
  });

  test('with VGG19, standard pictures begin with it, and every further scale ends with it', async () => {
    const shared = await open({vgg19File});
    const plan = (size: number): [string, number, number][] =>
      shared
        .plan('standard', planScales(1, size, 'standard'))
        .map(({painter, width, evaluations}) => [painter.encoder.name, width, evaluations]);
    expect(plan(1024)).toEqual([
      ['tiny-random', 128, 70],
      ['atelier-compact', 256, 49],
      ['tiny-random', 256, 21],
      ['atelier-compact', 512, 20],
      ['tiny-random', 512, 10],
      ['atelier-compact', 1024, 13],
      ['tiny-random', 1024, 10],
    ]);
    expect(plan(512)).toEqual(plan(1024).slice(0, 5));
    expect(plan(128)).toEqual([['tiny-random', 128, 100]]);
  });

  test('a scale too short to share is painted by VGG19', async () => {
    const brief = planScales(1, 256, 'standard', {coarsestSize: 128, evaluations: [4, 6]});
    const passes = (await open({vgg19File})).plan('standard', brief);
    expect(passes.map(({painter, evaluations}) => [painter.encoder.name, evaluations])).toEqual([
      ['tiny-random', 4],
      ['tiny-random', 6],
    ]);
  });

  test.each([{weights: 'vgg19'}, {weights: 'file'}])(
    'paints everything with the encoder chosen by %o',
    async ({weights}) => {
      const engine = await open(weights === 'file' ? {weights: vgg19File} : {weights, vgg19File});
      expect(namesOf(engine.plan('draft', scales))).toEqual(['tiny-random', 'tiny-random']);
    },
  );

  const wrongFiles: [what: string, name: string, make: (path: string) => Promise<void>][] = [
    ['is missing', 'missing.safetensors', async () => {}],
    ['is a folder', 'folder.h5', (path) => mkdir(path).then(() => undefined)],
    ['is empty', 'empty.safetensors', (path) => writeFile(path, '')],
    ['is something else', 'photo.h5', (path) => writeFile(path, 'x'.repeat(5_000))],
    ['has an unknown ending', 'vgg19.pth', (path) => writeFile(path, 'x')],
    [
      'is cut off',
      'cut.safetensors',
      async (path) => writeFile(path, (await readFile(vgg19File)).subarray(0, 2_000)),
    ],
    [
      'is cut off after its signature',
      'cut.h5',
      async (path) => writeFile(path, (await readFile(await kerasFile())).subarray(0, 100_000)),
    ],
    [
      'has a flipped bit',
      'flipped.safetensors',
      async (path) => {
        const bytes = await readFile(vgg19File);
        bytes[bytes.length - 9]! ^= 1;
        await writeFile(path, bytes);
      },
    ],
  ];
  test.each(wrongFiles)(
    'whose named VGG19 %s says so by its name; in auto the bundled encoder paints, otherwise nothing does',
    async (_what, name, make) => {
      const wrong = join(folder, name);
      await make(wrong);
      const engine = await open({vgg19File: wrong, fetchInBackground: true});
      expect(engine.trouble).toMatch(/^ATELIER_WEIGHTS: .*; the bundled encoder paints alone$/);
      expect(engine.trouble).toContain(wrong);
      expect(new Set(namesOf(engine.plan('standard', scales)))).toEqual(new Set(['atelier-compact']));
      await expect(open({vgg19File: wrong, weights: 'vgg19'})).rejects.toMatchObject({
        code: 'WEIGHTS_UNAVAILABLE',
        message: expect.stringMatching(/^ATELIER_WEIGHTS: /),
      });
    },
    300_000,
  );

  test.each([
    [{device: 'dml'}, /device dml cannot be used: ONNX Runtime has no such device/],
    [{device: 'abacus'}, /device: expected one of auto, .*, received abacus/],
    [{weights: '/nowhere.h5'}, /there is no file/],
  ])('cannot be opened with %o, and says why', async (options, words) => {
    await expect(open(options)).rejects.toThrow(words);
  });
});

describe('a VGG19 that is missing', () => {
  const scales = [{width: 1, height: 1, evaluations: 1}];
  const encoderOf = (engine: Engine): string => engine.plan('high', scales)[0]!.painter.encoder.name;

  /** Opens an engine in `auto` and resolves with it and with the message that ends the background fetch. */
  async function openAndFetch(
    remote: RemoteFile,
  ): Promise<{engine: Engine; atOnce: string; verdict: string}> {
    const options: EngineOptions = {
      engine: 'onnx',
      device: 'auto',
      weights: 'auto',
      dataDir: join(folder, 'data'),
      fetchInBackground: true,
    };
    let settle: (message: string) => void;
    const verdict = new Promise<string>((resolve) => {
      settle = resolve;
    });
    const onLoading = (message: string): void => {
      if (/VGG19 is/.test(message)) settle(message);
    };
    const engine = await openEngine(options, onLoading, remote);
    return {engine, atOnce: encoderOf(engine), verdict: await verdict};
  }

  test('is downloaded while the bundled encoder already paints, and is used as soon as it is here', async () => {
    const body = await readFile(await kerasFile());
    const server = createServer((_, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/source.h5`;
      const md5 = createHash('md5').update(body).digest('hex');
      const {engine, atOnce, verdict} = await openAndFetch({url, bytes: body.length, md5});
      expect(atOnce).toBe('atelier-compact');
      expect(verdict).toBe('VGG19 is here; the next picture uses it');
      expect(encoderOf(engine)).toBe('vgg19');
      expect(await readdir(join(folder, 'data', 'weights'))).toEqual([`vgg19-${md5}.safetensors`]);
    } finally {
      server.close();
    }
  });

  test('lets the render process say ready again when it is here, with both encoders, so that log and fleet know', async () => {
    const body = await readFile(await kerasFile());
    const heard: RendererNews[] = [];
    const encoders = () => heard.flatMap((news) => (news.type === 'ready' ? [news.encoder] : []));
    const ready = (times: number) =>
      vi.waitFor(() => expect(encoders()).toHaveLength(times), {timeout: 240_000, interval: 100});
    const server = createServer((_, response) => void ready(1).then(() => response.end(body)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const remote: RemoteFile = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/source.h5`,
      bytes: body.length,
      md5: createHash('md5').update(body).digest('hex'),
    };
    const dataDir = join(folder, 'data');
    const child = startRendererChild({
      entry: new URL('../../fixtures/render-process-with-own-vgg19.ts', import.meta.url),
      engine: {engine: 'onnx', device: 'cpu', weights: 'auto', dataDir, fetchInBackground: true},
      env: {...process.env, ATELIER_TEST_VGG19: JSON.stringify(remote)},
      startStallMs: 60_000,
      exitGraceMs: 1_000,
      onJobMessage: () => {},
      onNews: (news) => heard.push(news),
    });
    try {
      await ready(2);
      expect(encoders()).toEqual(['atelier-compact', 'vgg19 and atelier-compact']);
    } finally {
      await child.close(new Error('the test is over'));
      server.close();
    }
  }, 300_000);

  test('leaves the bundled encoder painting if it cannot be downloaded, and says why', async () => {
    const {engine, verdict} = await openAndFetch({url: 'http://127.0.0.1:1/vgg.h5', bytes: 10, md5: '0'});
    expect(verdict).toMatch(
      /^painting with the bundled encoder because VGG19 is not available: cannot download /,
    );
    expect(encoderOf(engine)).toBe('atelier-compact');
  });
});

let written: Promise<string> | undefined;

/** A file with Keras's dataset names, written once. */
function kerasFile(): Promise<string> {
  written ??= mkdtemp(join(tmpdir(), 'atelier-keras-')).then(async (place) => {
    const path = join(place, 'vgg.h5');
    await writeKerasFile(path, (name) => [`${name}_W_1:0`, `${name}_b_1:0`]);
    return path;
  });
  return written;
}

/** 0, 1, 2 …, as many as the largest kernel has values. */
const ascending = new Float32Array(9 * 512 * 512).map((_, index) => index);

/** Writes VGG19's shapes, each kernel's values numbered in HWIO order. `names` gives kernel and bias paths. */
async function writeKerasFile(path: string, names: (layer: string) => string[]): Promise<void> {
  await h5.ready;
  const file = new h5.File(path, 'w');
  let inputs = 3;
  for (const layer of vgg19LayerNames) {
    const outputs = vgg19Widths[parseLayerName(layer).block - 1]!;
    const group = file.create_group(layer);
    const [kernel, bias] = names(layer);
    const create = (name: string, length: number, shape: number[]): void => {
      const folders = name.split('/').slice(0, -1);
      folders.forEach((_, depth) => {
        const inner = folders.slice(0, depth + 1).join('/');
        if (!group.get(inner)) group.create_group(inner);
      });
      group.create_dataset({name, data: ascending.subarray(0, length), shape});
    };
    if (kernel) create(kernel, 9 * inputs * outputs, [3, 3, inputs, outputs]);
    if (bias) create(bias, outputs, [outputs]);
    inputs = outputs;
  }
  file.close();
}
