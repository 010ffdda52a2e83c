/**
 * Paints whole pictures within a memory budget, to show how much memory they take and what tiles cost.
 *   npx tsx bench/any-size.ts --photo a.jpg --style b.jpg [--weights bundled] [--size 1024] [--memory 1000]
 *     [--evaluations 12]
 * Only the finest scale is painted. Prints tiles, seconds per evaluation and the peak of the process.
 */
import {readFile} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {defaultSettings, type RenderDone} from '../src/nst/contract/protocol.ts';
import {openEngine} from '../src/nst/engine.ts';
import {defaultRecipe} from '../src/nst/look/recipe.ts';
import {stylize} from '../src/nst/painting/stylize.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {
    photo: text,
    style: text,
    weights: {...text, default: 'bundled'},
    size: {...text, default: '1024'},
    memory: text,
    evaluations: {...text, default: '12'},
  },
});
if (!values.photo || !values.style) throw new Error('expected --photo and --style, paths of images');

const vgg19File = process.env.ATELIER_WEIGHTS;
const engine = await openEngine(
  {
    engine: 'onnx',
    device: 'cpu',
    weights: values.weights,
    dataDir: process.env.DATA_DIR ?? 'data',
    ...(vgg19File && {vgg19File}),
    ...(values.memory && {memoryMb: Number(values.memory)}),
  },
  () => undefined,
);
const size = Number(values.size);
const request = {
  content: await readFile(values.photo),
  styles: [{image: await readFile(values.style), weight: 1}],
  settings: {...defaultSettings, size},
  frameEveryMs: 0,
};
const recipe = {...defaultRecipe, coarsestSize: size, evaluations: [Number(values.evaluations)]};
const beforeCpu = process.cpuUsage();
let done: RenderDone | undefined;
for await (const event of stylize(request, engine, new AbortController().signal, recipe)) {
  if (event.type === 'done') done = event;
}
const {user, system} = process.cpuUsage(beforeCpu);
if (!done) throw new Error('expected a picture');
const {width, height, encoder, tiles = 1, secondsPerEvaluation, peakRssMb, evaluations} = done.record;
const cpu = (user + system) / 1e6 / evaluations;
console.log(
  `${width} × ${height}, ${encoder}: ${tiles} tiles, ${secondsPerEvaluation.toFixed(2)} s per evaluation ` +
    `(${cpu.toFixed(2)} s of CPU, with measuring), peak ${peakRssMb} MiB of ${values.memory ?? '-'}`,
);
