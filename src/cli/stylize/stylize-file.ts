/** `atelier stylize`: paints one picture in this process. */
import {existsSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {basename, extname, join} from 'node:path';
import {AppError} from '../../errors.ts';
import {withText} from '../../images/file/png-text.ts';
import {convertPicture, fillTransparent, pictureFormats} from '../../images/photo.ts';
import {customStyleId, inscriptionOf} from '../../nst/contract/inscription.ts';
import type {RenderDone, RenderProgress} from '../../nst/contract/protocol.ts';
import {openEngine} from '../../nst/engine.ts';
import type {Recipe} from '../../nst/look/recipe.ts';
import {stylize} from '../../nst/painting/stylize.ts';
import {loadCatalogue} from '../../styles/style-catalogue.ts';
import {placesFrom} from '../engine-options.ts';
import {UsageError} from '../usage-error.ts';
import {createProgressLine, formatDuration} from './progress-line.ts';
import {requireWritable, requireWritableFolder} from './require-writable.ts';
import {parseStylizeOptions, type StylizeOptions, stylizeHelp} from './stylize-options.ts';

const frameEveryMs = 1000;

/** @param recipe by default the product's own */
export async function stylizeFile(args: string[], env: NodeJS.ProcessEnv, recipe?: Recipe): Promise<void> {
  const options = parseStylizeOptions(args);
  if (!options) {
    process.stdout.write(`${stylizeHelp}\n`);
    return;
  }
  const output = options.output ?? defaultOutput(options);
  if (!pictureFormats.has(extname(output).toLowerCase())) {
    throw new UsageError(`output: expected ${[...pictureFormats.keys()].join(', ')}, received ${output}`);
  }
  await requireWritable('output', output);
  if (options.json) await requireWritable('json', options.json);
  if (options.frames) await requireWritableFolder('frames', options.frames);
  const content = await readPhotoFile(options);
  const styles = await Promise.all(
    options.styles.map(async (style) => ({...style, ...(await readStyle(style))})),
  );

  const line = createProgressLine(process.stderr);
  const engineOptions = {
    ...placesFrom(env),
    engine: options.engine,
    device: options.device,
    weights: options.weights,
    ...(options.memoryMb !== undefined && {memoryMb: options.memoryMb}),
  };
  const engine = await openEngine(engineOptions, line.show).finally(line.end);
  if (engine.trouble !== undefined) process.stderr.write(`${engine.trouble}\n`);

  const request = {
    content,
    styles,
    settings: options.settings,
    frameEveryMs: options.frames ? frameEveryMs : 0,
  };
  let frames = 0;
  try {
    for await (const event of stylize(request, engine, new AbortController().signal, recipe)) {
      if (event.type === 'done') {
        line.end();
        await writeResult(event, styles, output, options.json);
        continue;
      }
      line.show('painting', event.fraction, describe(event));
      if (event.frame && options.frames) {
        frames += 1;
        await writeFile(join(options.frames, `frame-${String(frames).padStart(4, '0')}.jpg`), event.frame);
      }
    }
  } finally {
    line.end();
  }
}

async function writeResult(
  {image, record}: RenderDone,
  styles: readonly {id: string; weight: number}[],
  output: string,
  json: string | undefined,
): Promise<void> {
  const png = withText(image, inscriptionOf(record, styles));
  await writeFile(output, await convertPicture(png, extname(output).toLowerCase()));
  if (json) {
    await writeFile(json, `${JSON.stringify(record, undefined, 2)}\n`);
  }
  const {width, height, encoder, device, seconds, tiles} = record;
  const inTiles = tiles === undefined ? '' : `, in ${tiles} tiles`;
  process.stdout.write(
    `${output}: ${width} × ${height}, ${encoder} on ${device}${inTiles}, ${formatDuration(seconds)}\n`,
  );
}

function describe({step, totalSteps, loss, etaSeconds}: RenderProgress): string {
  return `step ${step}/${totalSteps}  loss ${loss.toPrecision(3)}  ${formatDuration(etaSeconds)} left`;
}

function defaultOutput({photo, styles}: StylizeOptions): string {
  const stem = (path: string): string => basename(path, extname(path));
  return `${[photo, ...styles.map(({name}) => name)].map(stem).join('-')}.png`;
}

async function readPhotoFile({photo, background}: StylizeOptions): Promise<Uint8Array> {
  const bytes = await readInput(photo);
  return background ? fillTransparent(bytes, 'The photo', background) : bytes;
}

/** A preset, or somebody's own file. */
async function readStyle({name}: {name: string}): Promise<{id: string; image: Uint8Array}> {
  const catalogue = await loadCatalogue();
  if (catalogue.get(name) || !existsSync(name)) return {id: name, image: await catalogue.read(name)};
  return {id: customStyleId, image: await readInput(name)};
}

async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = existsSync(path) ? 'cannot be read' : 'there is no such file';
    throw new AppError('BAD_IMAGE', `${path}: ${reason}`, {cause});
  }
}
