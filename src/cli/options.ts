/** The options of `stylize`: parsed, checked, and explained from one place. */
import {parseArgs} from 'node:util';
import {
  builtDevices,
  colorModes,
  defaultSettings,
  limits,
  qualities,
  type RenderSettings,
} from '../nst/protocol.ts';
import {checkSettings} from '../nst/settings.ts';
import {UsageError} from './usage-error.ts';

export interface StylizeOptions {
  photo: string;
  /** Preset id or path of an image. */
  style: string;
  output: string | undefined;
  settings: RenderSettings;
  device: string;
  weights: string;
  /** Folder for frames. */
  frames: string | undefined;
  /** File for the figures of the run. */
  json: string | undefined;
}

export const stylizeHelp = `usage: npm run stylize -- PHOTO --style STYLE [options]

  --style STYLE       preset id or path of an image
  -o, --output FILE   .png, .jpg or .webp; default: PHOTO-STYLE.png in the current folder
  --size N            longest side in pixels, ${limits.minSize}–${limits.maxSize}; default ${defaultSettings.size}
  --quality Q         ${qualities.join(' | ')}; default ${defaultSettings.quality}
  --strength X        weight of the style, ${limits.minStrength}–${limits.maxStrength}; default ${defaultSettings.strength}
  --colors C          ${colorModes.join(' | ')}; default ${defaultSettings.colors}: whose colours the picture wears
  --seed N            0–${limits.maxSeed}; default ${defaultSettings.seed}
  --device D          ${builtDevices.join(' | ')}; default auto
  --weights W         auto | vgg19 | bundled | path of a .h5 or .safetensors file; default auto: VGG19 where it is
                      at hand (npm run weights fetches it), else the bundled compact encoder
  --frames DIR        write the forming picture there about once a second
  --json FILE         write the figures of the run there
  --help              show this

Environment: ATELIER_WEIGHTS (path of a VGG19 weights file, for auto and vgg19), DATA_DIR (default ./data).`;

/** @throws UsageError, AppError `BAD_OPTION`. Returns undefined when help was asked for. */
export function parseStylizeOptions(args: string[]): StylizeOptions | undefined {
  const {values, positionals} = parse(args);
  if (values.help) return undefined;
  const [photo, ...rest] = positionals;
  if (photo === undefined) throw new UsageError('expected the path of a photo; --help lists the options');
  if (rest.length > 0) throw new UsageError(`expected one photo, received ${positionals.join(' ')}`);
  if (values.style === undefined)
    throw new UsageError('expected --style with a preset id or the path of an image');

  const settings = {
    size: toNumber('size', values.size, defaultSettings.size),
    quality: (values.quality ?? defaultSettings.quality) as RenderSettings['quality'],
    strength: toNumber('strength', values.strength, defaultSettings.strength),
    colors: (values.colors ?? defaultSettings.colors) as RenderSettings['colors'],
    seed: toNumber('seed', values.seed, defaultSettings.seed),
  };
  checkSettings(settings);
  return {
    photo,
    style: values.style,
    output: values.output,
    settings,
    device: values.device ?? 'auto',
    weights: values.weights ?? 'auto',
    frames: values.frames,
    json: values.json,
  };
}

function parse(args: string[]) {
  const text = {type: 'string'} as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        style: text,
        output: {...text, short: 'o'},
        size: text,
        quality: text,
        strength: text,
        colors: text,
        seed: text,
        device: text,
        weights: text,
        frames: text,
        json: text,
        help: {type: 'boolean'},
      },
    });
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split(/\. |\n/);
    throw new UsageError(`${reason}; --help lists the options`, {cause});
  }
}

function toNumber(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new UsageError(`${option}: expected a number, received ${JSON.stringify(text)}`);
  }
  return value;
}
