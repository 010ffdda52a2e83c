/**
 * How pictures look, in figures: paints the same pairs with each variant of the recipe. VGG19 judges them, also on
 * layers nobody optimised.
 *   npx tsx bench/look.ts --photos a.jpg,b.jpg --styles c.jpg,d.jpg [--group switches | VARIANT …] [--against default]
 *     [--pairs 4] [--size 256] [--weights vgg19 | auto | bundled] [--cache DIR] [--write]
 * A variant is a listed name (bench/look-variants.ts) or `name[@quality]:recipe`. Pictures are kept in the cache, so a
 * second run only judges. --write puts the table into docs/engine.md. Needs VGG19, from ATELIER_WEIGHTS or DATA_DIR.
 */
import {readFile, writeFile} from 'node:fs/promises';
import {cpus} from 'node:os';
import {parseArgs} from 'node:util';
import {readPhoto, resizePhoto} from '../src/images/photo.ts';
import {openEngine, type Painter, type Pass} from '../src/nst/engine.ts';
import {type Pair, paintOrFind, stem} from './look-pictures.ts';
import {groups, type Variant, variantOf} from './look-variants.ts';
import {contentChange, heldOutLayers, styleDistance} from './metrics.ts';
import {
  clippedShare,
  colorDistance,
  greyPatchShare,
  highFrequencyShare,
  poolingGrid,
} from './pixel-metrics.ts';

const text = {type: 'string'} as const;
const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    photos: text,
    styles: text,
    group: text,
    against: {...text, default: 'default'},
    pairs: {...text, default: '4'},
    size: {...text, default: '256'},
    weights: {...text, default: 'vgg19'},
    cache: {...text, default: 'data/look'},
    write: {type: 'boolean', default: false},
  },
});
const photos = listOf(values.photos);
const styles = listOf(values.styles);
if (photos.length === 0 || styles.length === 0)
  throw new Error('expected --photos and --styles, lists of paths');
const specs = [...(values.group ? (groups[values.group] ?? []) : []), ...positionals];
if (specs.length === 0)
  throw new Error(`expected --group, one of ${Object.keys(groups).join(', ')}, or variants`);
const variants = specs.map(variantOf);
const size = Number(values.size);

const places = {
  dataDir: process.env.DATA_DIR ?? 'data',
  ...(process.env.ATELIER_WEIGHTS && {vgg19File: process.env.ATELIER_WEIGHTS}),
};
const quiet = (): void => undefined;
const base = {...places, engine: 'onnx', device: 'cpu'} as const;
const engine = await openEngine({...base, weights: values.weights}, quiet);
const judge = (
  (await openEngine({...base, weights: 'vgg19'}, quiet)).plan('high', [
    {width: 1, height: 1, evaluations: 1},
  ])[0] as Pass
).painter satisfies Painter;

/** The scores of a picture. `ratio` columns also show the ratio to another variant's. */
const columns = {
  evaluations: {title: 'evaluations', digits: 0},
  equivalent: {title: 'at full size', digits: 0},
  seconds: {title: 'seconds', digits: 0},
  heldOut: {title: 'held-out style', digits: 3, ratio: true},
  style: {title: 'style', digits: 3},
  content: {title: 'content', digits: 4, ratio: true},
  colors: {title: 'colours', digits: 1},
  fine: {title: 'fine', digits: 4},
  clipped: {title: 'clipped', digits: 4},
  grid: {title: 'grid', digits: 4},
  grey: {title: 'grey', digits: 3},
} as const;
type Score = Record<keyof typeof columns, number>;

/** Taken along diagonals, so that a few pairs cover every photo and every style. */
const pairs: Pair[] = Array.from(
  {length: Math.min(Number(values.pairs), photos.length * styles.length)},
  (_, index) => ({
    photo: photos[index % photos.length] as string,
    style: styles[(index + Math.floor(index / photos.length)) % styles.length] as string,
  }),
);
const scores = new Map<Variant, Score[]>();
for (const variant of variants) {
  const own: Score[] = [];
  for (const pair of pairs) {
    own.push(await scoreOne(variant, pair));
    const shown = Object.entries(own.at(-1) as Score).map(([key, value]) => `${key} ${value.toPrecision(4)}`);
    console.error(`${variant.name}: ${stem(pair.photo)} × ${stem(pair.style)}: ${shown.join(', ')}`);
  }
  scores.set(variant, own);
}

const report = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores ${cpus()[0]?.model ?? ''}, Node ${process.version}, ${size} px, ${values.weights}, ${pairs.length} pairs (${photos.map(stem).join(', ')} × ${styles.map(stem).join(', ')}), means; ratios are means of the pairs' ratios to ${values.against}'s.

| ${['variant', ...Object.values(columns).flatMap((column) => ('ratio' in column ? [column.title, '×'] : [column.title]))].join(' | ')} |
|${'---|'.repeat(1 + Object.keys(columns).length + 2)}
${variants.map(tableRow).join('\n')}
`;
console.log(report);
if (values.write) await writeReport(values.group ?? 'figures', report);

async function scoreOne(variant: Variant, pair: Pair): Promise<Score> {
  const painted = await paintOrFind(variant, pair, engine, size, values.cache);
  const [picture, photo, painting] = await Promise.all([
    readPhoto(painted.image, variant.name),
    readPhoto(await readFile(pair.photo), pair.photo),
    readPhoto(await readFile(pair.style), pair.style),
  ]);
  const before = await resizePhoto(photo, picture.width, picture.height);
  return {
    evaluations: painted.evaluations,
    equivalent: painted.equivalent,
    seconds: painted.seconds ?? Number.NaN,
    heldOut: await styleDistance(judge, picture, painting, {layers: heldOutLayers, pooling: 'max'}),
    style: await styleDistance(judge, picture, painting, {pooling: 'max'}),
    content: await contentChange(judge, picture, photo),
    colors: colorDistance(picture, painting),
    fine: highFrequencyShare(picture),
    clipped: clippedShare(picture),
    grid: poolingGrid(picture),
    grey: greyPatchShare(picture, before),
  };
}

function tableRow(variant: Variant): string {
  const own = scores.get(variant) ?? [];
  const reference = scores.get(
    variants.find(({name}) => name === values.against) ?? (variants[0] as Variant),
  );
  const cells = Object.entries(columns).flatMap(([key, column]) => {
    const of = (score: Score | undefined): number => score?.[key as keyof Score] ?? Number.NaN;
    const value = mean(own.map(of));
    const shown = Number.isNaN(value) ? '–' : value.toFixed(column.digits);
    if (!('ratio' in column)) return [shown];
    return [shown, `${mean(own.map((score, index) => of(score) / of(reference?.[index]))).toFixed(2)}×`];
  });
  return `| ${[variant.name, ...cells].join(' | ')} |`;
}

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

function listOf(paths: string | undefined): string[] {
  return (paths ?? '').split(',').filter(Boolean);
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}
