/**
 * Writes docs/styles.md and its contact sheets: every preset on a portrait, a pet and a scene, with
 * its own defaults.
 *   npx tsx tools/styles/gallery.ts [--size 256] [--quality standard] [--weights bundled] [--cache DIR]
 */
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join, parse} from 'node:path';
import {parseArgs} from 'node:util';
import sharp, {type OverlayOptions} from 'sharp';
import {placesFrom} from '../../src/cli/engine-options.ts';
import {defaultSettings, type Quality, type RenderSettings} from '../../src/nst/contract/protocol.ts';
import {type Engine, openEngine} from '../../src/nst/engine.ts';
import {stylize} from '../../src/nst/painting/stylize.ts';
import {loadCatalogue} from '../../src/styles/style-catalogue.ts';
import type {StylePreset} from '../../src/styles/style-preset.ts';

const {values} = parseArgs({
  options: {
    size: {type: 'string', default: '256'},
    quality: {type: 'string', default: 'standard'},
    weights: {type: 'string', default: 'bundled'},
    cache: {type: 'string', default: 'data/gallery'},
  },
});
const {cache, ...look} = values;
const photos = ['bench/photos/astronaut.jpg', 'bench/photos/cat.jpg', 'assets/photos/bridge.jpg'];
const cell = {width: 210, height: 180};
const gap = 6;
const rowsPerSheet = 10;

const catalogue = await loadCatalogue();
const engine = await openEngine(
  {...placesFrom(process.env), engine: 'onnx', device: 'cpu', weights: values.weights},
  (message) => console.error(message),
);
await mkdir(cache, {recursive: true});

const sheets: string[] = [];
for (let first = 0; first < catalogue.list().length; first += rowsPerSheet) {
  const presets = catalogue.list().slice(first, first + rowsPerSheet);
  const path = `docs/images/styles-${1 + first / rowsPerSheet}.webp`;
  await writeSheet(presets, path);
  sheets.push(path);
}
await writeFile('docs/styles.md', page(sheets));

/** Each preset has a row: the painting, then each photo painted after it. */
async function writeSheet(presets: readonly StylePreset[], path: string): Promise<void> {
  const cells: OverlayOptions[] = [];
  for (const [row, preset] of presets.entries()) {
    const pictures = [await catalogue.read(preset.id)];
    for (const photo of photos) pictures.push(await painted(engine, preset, photo));
    for (const [column, picture] of pictures.entries()) {
      const input = await sharp(picture)
        .resize({...cell, fit: 'cover'})
        .toBuffer();
      cells.push({input, left: column * (cell.width + gap), top: row * (cell.height + gap)});
    }
  }
  const width = (1 + photos.length) * (cell.width + gap) - gap;
  const height = presets.length * (cell.height + gap) - gap;
  await sharp({create: {width, height, channels: 3, background: '#fff'}})
    .composite(cells)
    .webp({quality: 70})
    .toFile(path);
}

async function painted(on: Engine, {id, defaults}: StylePreset, photo: string): Promise<Uint8Array> {
  const file = join(cache, `${[id, parse(photo).name, ...Object.values(look)].join('-')}.png`);
  const known = await readFile(file).catch(() => undefined);
  if (known) return known;
  const suited = Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));
  const settings: RenderSettings = {
    ...defaultSettings,
    ...suited,
    size: Number(values.size),
    quality: values.quality as Quality,
    seed: 1,
  };
  const content = await readFile(photo);
  const request = {
    content,
    styles: [{image: await catalogue.read(id), weight: 1}],
    settings,
    frameEveryMs: 0,
  };
  for await (const event of stylize(request, on, new AbortController().signal)) {
    if (event.type !== 'done') continue;
    await writeFile(file, event.image);
    console.error(`${id} on ${parse(photo).name}: ${event.record.seconds.toFixed(1)} s`);
    return event.image;
  }
  throw new Error('the render ended without a picture');
}

function page(sheets: readonly string[]): string {
  const rows = catalogue
    .list()
    .map(
      ({id, title, titles, artist, year, licence, origin}) =>
        `| \`${id}\` | ${title} · ${titles.vi} | ${artist} | ${year} | ${licence}; ${origin} |`,
    );
  return `# Styles

Each preset on a portrait, a pet and a scene: ${values.size} pixels, quality ${values.quality}, ${values.weights} weights, with the
preset's own defaults. Made by \`npx tsx tools/styles/gallery.ts\`. The rows are in the order of the table below.

${sheets.map((path, index) => `![Presets from ${index * rowsPerSheet + 1} on](${path.replace('docs/', '')})`).join('\n\n')}

| id | title | artist | year | licence and origin |
|---|---|---|---|---|
${rows.join('\n')}

Operators add their own styles with \`STYLES_DIR\` ([operating](operating.md#your-own-styles)), a server's managers with
\`/styles-add\`. The programs in \`tools/plates\` draw the last six.
`;
}
