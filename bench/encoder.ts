/**
 * Compares the bundled encoder with VGG19: time, style, structure. Prints a table; --write puts it into
 * docs/encoder.md.
 *   npx tsx bench/encoder.ts --photos a.jpg,b.jpg --styles c.jpg,d.jpg [--pairs 6] [--size 512] [--save DIR] [--write]
 * --only 0,1 limits it to some of its four schedules; --compact FILE replaces the bundled encoder.
 * Needs VGG19, from ATELIER_WEIGHTS or DATA_DIR. Run it on an idle machine; ratios come from one run.
 */
import {existsSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {cpus} from 'node:os';
import {basename, extname, join} from 'node:path';
import {parseArgs} from 'node:util';
import {type Photo, readPhoto, resizePhoto} from '../src/images/photo.ts';
import {toPlanar} from '../src/images/planar.ts';
import {defaultSettings, type Quality, type RenderDone} from '../src/nst/contract/protocol.ts';
import type {Scale} from '../src/nst/contract/schedule.ts';
import {findVgg19, loadBundled, loadFile} from '../src/nst/encoders/weights.ts';
import {type Engine, type Painter, type Pass, singleEngine} from '../src/nst/engine.ts';
import {defaultRecipe, recipeFor, weighTerms} from '../src/nst/look/recipe.ts';
import {contentTerms, styleTerms} from '../src/nst/objective/objective.ts';
import {stylize} from '../src/nst/painting/stylize.ts';
import {contentChange, heldOutLayers, styleDistance} from './metrics.ts';
import {highFrequencyShare} from './pixel-metrics.ts';

const text = {type: 'string'} as const;
const {values} = parseArgs({
  options: {
    photos: text,
    styles: text,
    pairs: {...text, default: '6'},
    size: {...text, default: '512'},
    quality: {...text, default: 'standard'},
    compact: text,
    only: text,
    save: text,
    write: {type: 'boolean', default: false},
  },
});
const photos = (values.photos ?? '').split(',').filter(Boolean);
const styles = (values.styles ?? '').split(',').filter(Boolean);
if (photos.length === 0 || styles.length === 0)
  throw new Error('expected --photos and --styles, lists of paths');
const size = Number(values.size);
const quiet = (): void => undefined;
const dataDir = process.env.DATA_DIR ?? 'data';

const vgg19File = process.env.ATELIER_WEIGHTS;
const vgg = await findVgg19({dataDir, ...(vgg19File && {vgg19File})}, quiet);
if (!vgg) throw new Error('expected VGG19: set ATELIER_WEIGHTS or run npm run weights');
const full = painterOf(singleEngine(vgg));
const compact = painterOf(
  singleEngine(values.compact ? await loadFile(values.compact, dataDir, quiet) : await loadBundled()),
);
/** How many evaluations VGG19 does at the end of a picture that the compact encoder painted. */
const finishing = 10;
const engines: Record<string, Engine> = {
  VGG19: engineOf((scales) => by(full, scales)),
  compact: engineOf((scales) => by(compact, scales)),
  'VGG19, compact at the finest scale': engineOf((scales) => [
    ...by(full, scales.slice(0, -1)),
    ...by(compact, scales.slice(-1)),
  ]),
  'VGG19 at the coarsest scale and to finish, compact between': engineOf((scales) => {
    const finest = scales.at(-1) as Scale;
    return [
      ...by(full, scales.slice(0, 1)),
      ...by(compact, scales.slice(1, -1)),
      ...by(compact, [{...finest, evaluations: finest.evaluations - finishing}]),
      ...by(full, [{...finest, evaluations: finishing}]),
    ];
  }),
};
const chosen = Object.fromEntries(
  Object.entries(engines).filter(
    (_, index) => !values.only || values.only.split(',').includes(String(index)),
  ),
);

interface Row {
  seconds: number;
  style: number;
  heldOut: number;
  content: number;
  fine: number;
}

const rows = new Map<string, Row[]>(Object.keys(chosen).map((name) => [name, []]));
/** Each round goes through the photos and shifts the styles by one, so that a few pairs cover both. */
const pairs = Array.from(
  {length: Math.min(Number(values.pairs), photos.length * styles.length)},
  (_, index) => ({
    photo: photos[index % photos.length] as string,
    style: styles[(index + Math.floor(index / photos.length)) % styles.length] as string,
  }),
);
for (const {photo, style} of pairs) {
  for (const [name, engine] of Object.entries(chosen)) {
    const row = await judgeOne(engine, photo, style, name);
    rows.get(name)?.push(row);
    console.error(
      `${basename(photo)} × ${basename(style)}, ${name}: ${JSON.stringify(row, (_, v) => (typeof v === 'number' ? Number(v.toPrecision(4)) : v))}`,
    );
  }
}

const [slow, quick] = [await evaluationSeconds(full), await evaluationSeconds(compact)];
const report = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores ${cpus()[0]?.model ?? ''}, Node ${process.version}, ${size} px, ${values.quality}, ${pairs.length} pairs (${photos.map(stem).join(', ')} × ${styles.map(stem).join(', ')}), medians of seconds, means of the rest.

| painted by | seconds | style distance | of VGG19's | held-out layers, max pooling | of VGG19's | content change | of VGG19's | high frequencies |
|---|---|---|---|---|---|---|---|---|
${Object.keys(chosen).map(tableRow).join('\n')}

One evaluation (forward and gradient) at ${size} × ${size}: VGG19 ${slow.toFixed(3)} s, compact ${quick.toFixed(3)} s: ${(slow / quick).toFixed(1)}× faster.
`;
console.log(report);
if (values.write) await writeReport(report);

async function judgeOne(engine: Engine, photoPath: string, stylePath: string, name: string): Promise<Row> {
  const [content, style] = [await readFile(photoPath), await readFile(stylePath)];
  const settings = {...defaultSettings, size, quality: values.quality as Quality, seed: 1};
  let done: RenderDone | undefined;
  const request = {content, styles: [{image: style, weight: 1}], settings, frameEveryMs: 0};
  for await (const event of stylize(request, engine, new AbortController().signal)) {
    if (event.type === 'done') done = event;
  }
  if (!done) throw new Error('the render ended without a picture');
  if (values.save) {
    await mkdir(values.save, {recursive: true});
    await writeFile(
      join(values.save, `${stem(photoPath)}-${stem(stylePath)}-${name.replace(/\W+/g, '-')}.png`),
      done.image,
    );
  }
  const [picture, photo, painting]: Photo[] = await Promise.all([
    readPhoto(done.image, name),
    readPhoto(content, photoPath),
    readPhoto(style, stylePath),
  ]);
  if (!picture || !photo || !painting) throw new Error('expected three images');
  return {
    seconds: done.record.seconds,
    style: await styleDistance(full, picture, painting),
    heldOut: await styleDistance(full, picture, painting, {layers: heldOutLayers, pooling: 'max'}),
    content: await contentChange(full, picture, photo),
    fine: highFrequencyShare(picture),
  };
}

/** Median of seven evaluations, after one that warms up. */
async function evaluationSeconds({encoder, backend}: Painter): Promise<number> {
  const photo = await resizePhoto(await readPhoto(await readFile(photos[0] as string), 'photo'), size, size);
  const image = toPlanar(photo);
  const recipe = recipeFor(defaultRecipe, encoder);
  const targets = await backend.measure(image, recipe, [...contentTerms(recipe), ...styleTerms(recipe)]);
  const spec = {...recipe, width: size, height: size};
  const objective = await backend.createObjective(spec, targets, weighTerms(recipe, targets, 1));
  const seconds: number[] = [];
  for (let run = 0; run < 8; run++) {
    const startedMs = performance.now();
    await objective.evaluate(image.data);
    seconds.push((performance.now() - startedMs) / 1000);
  }
  await objective.dispose();
  return median(seconds.slice(1));
}

function tableRow(name: string): string {
  const own = rows.get(name) ?? [];
  const reference = rows.get('VGG19') ?? [];
  const mean = (list: Row[], key: keyof Row): number =>
    list.reduce((sum, row) => sum + row[key], 0) / list.length;
  const ratio = (key: keyof Row): string => `${(mean(own, key) / mean(reference, key)).toFixed(2)}×`;
  const seconds = median(own.map((row) => row.seconds)).toFixed(1);
  return `| ${name} | ${seconds} | ${mean(own, 'style').toFixed(3)} | ${ratio('style')} | ${mean(own, 'heldOut').toFixed(3)} | ${ratio('heldOut')} | ${mean(own, 'content').toFixed(4)} | ${ratio('content')} | ${mean(own, 'fine').toFixed(4)} |`;
}

async function writeReport(markdown: string): Promise<void> {
  const path = 'docs/encoder.md';
  const [start, end] = ['<!-- figures -->', '<!-- /figures -->'];
  const page = existsSync(path) ? await readFile(path, 'utf8') : `${start}${end}`;
  const [before, rest = ''] = page.split(start);
  await writeFile(path, `${before}${start}\n${markdown}${end}${rest.split(end)[1] ?? ''}`);
}

function by(painter: Painter, scales: readonly Scale[]): Pass[] {
  return scales.map((scale) => ({...scale, painter}));
}

function engineOf(plan: (scales: readonly Scale[]) => Pass[]): Engine {
  return {device: full.backend.device, describe: () => full.encoder.name, plan: (_, scales) => plan(scales)};
}

function painterOf(engine: Engine): Painter {
  return (engine.plan('standard', [{width: 1, height: 1, evaluations: 1}])[0] as Pass).painter;
}

function stem(path: string): string {
  return basename(path, extname(path));
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] as number;
}
