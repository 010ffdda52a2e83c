/**
 * How pictures look, in figures: paints the test set's pairs with each variant of the recipe and judges every picture as
 * people would (bench/judge/).
 *   npx tsx bench/look.ts [--group switches | VARIANT …] [--pairs bench/pairs.json] [--kinds person,animal] [--limit 4]
 *     [--size 256] [--weights auto | vgg19 | bundled] [--cache DIR] [--write]
 * A variant is a listed name (bench/look-variants.ts) or `name[@quality]:recipe`. Pictures are kept in the cache, so a
 * second run only judges. --write puts the table into docs/engine.md. Needs VGG19, from ATELIER_WEIGHTS or DATA_DIR.
 */
import 'dotenv/config';
import {readFile, writeFile} from 'node:fs/promises';
import {cpus} from 'node:os';
import {parseArgs} from 'node:util';
import {placesFrom} from '../src/cli/engine-options.ts';
import {type Photo, readPhoto, resizePhoto} from '../src/images/photo.ts';
import {findVgg19} from '../src/nst/encoders/weights.ts';
import {openEngine} from '../src/nst/engine.ts';
import {createOnnxBackend} from '../src/nst/objective/onnx-backend.ts';
import {openFaceDetector} from '../src/nst/subject/face-detector.ts';
import {judge} from './judge/judge.ts';
import {paintOrFind} from './look-pictures.ts';
import {describe, type Score, summary} from './look-table.ts';
import {groups, type Variant, variantOf} from './look-variants.ts';
import {readPairs} from './pairs.ts';
import {clippedShare, greyPatchShare, poolingGrid} from './pixel-metrics.ts';

const text = {type: 'string'} as const;
const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    group: text,
    pairs: {...text, default: 'bench/pairs.json'},
    kinds: text,
    limit: text,
    size: {...text, default: '256'},
    weights: {...text, default: 'auto'},
    cache: {...text, default: 'data/look'},
    write: {type: 'boolean', default: false},
  },
});
const specs = [...(values.group ? (groups[values.group] ?? []) : []), ...positionals];
if (specs.length === 0)
  throw new Error(`expected --group, one of ${Object.keys(groups).join(', ')}, or variants`);
const variants = specs.map(variantOf);
const size = Number(values.size);
const kinds = values.kinds?.split(',');
const pairs = (await readPairs(values.pairs))
  .filter(({kind}) => !kinds || kinds.includes(kind))
  .slice(0, Number(values.limit ?? Number.POSITIVE_INFINITY));

const places = placesFrom(process.env);
const quiet = (): void => undefined;
const engine = await openEngine({...places, engine: 'onnx', device: 'cpu', weights: values.weights}, quiet);
const vgg19 = await findVgg19(places, quiet);
if (!vgg19) throw new Error('expected VGG19 as the judge: set ATELIER_WEIGHTS, or run npm run weights');
const backend = createOnnxBackend(vgg19);
const detector = await openFaceDetector();

const scores = new Map<Variant, Score[]>();
for (const variant of variants) {
  const own: Score[] = [];
  for (const pair of pairs) {
    const painted = await paintOrFind(variant, pair, engine, {size, weights: values.weights}, values.cache);
    const read = async (file: string): Promise<Photo> => readPhoto(await readFile(file), file);
    const [photo, style] = [await read(pair.photo), await read(pair.style)];
    const picture = await readPhoto(painted.image, pair.name);
    const before = await resizePhoto(photo, picture.width, picture.height);
    own.push({
      pair: pair.name,
      seconds: painted.seconds,
      ...(await judge(backend, detector, {photo, style, picture})),
      clipped: clippedShare(picture),
      grid: poolingGrid(picture),
      grey: greyPatchShare(picture, before),
    });
    console.error(`${variant.name}: ${describe(own.at(-1) as Score)}`);
  }
  scores.set(variant, own);
}

const report = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores ${cpus()[0]?.model ?? ''}, Node ${process.version}, ${size} px, ${values.weights}, ${pairs.length} pairs.

${summary([...scores].map(([{name}, own]) => [name, own]))}
`;
console.log(report);
if (values.write) await writeReport(values.group ?? 'figures', report);

/** Puts a table between the markers that bear its name. */
async function writeReport(name: string, markdown: string): Promise<void> {
  const path = 'docs/engine.md';
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = await readFile(path, 'utf8');
  const [before, rest] = page.split(start);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`expected ${start} and ${end} in ${path}`);
  await writeFile(path, `${before}${start}\n${markdown}${end}${after}`);
}
