/** Parses, checks and explains the options of `stylize`. */
import {
  colorModes,
  defaultSettings,
  devices,
  type EngineName,
  engines,
  limits,
  qualities,
  type RenderSettings,
  subjectModes,
} from '../../nst/contract/protocol.ts';
import {checkSettings, requireRange} from '../../nst/contract/settings.ts';
import {typed} from '../../system/own-program.ts';
import {parseOptions} from '../parse-options.ts';
import {UsageError} from '../usage-error.ts';

export interface StylizeOptions {
  photo: string;
  /** Presets or paths of images to blend, and their weights. */
  styles: readonly {name: string; weight: number}[];
  output: string | undefined;
  settings: RenderSettings;
  engine: EngineName;
  device: string;
  weights: string;
  /** Memory the process may use, in MiB. */
  memoryMb: number | undefined;
  /** What to put behind transparent parts of the photo, 8-bit sRGB; undefined keeps them transparent. */
  background: readonly [red: number, green: number, blue: number] | undefined;
  /** Folder to write frames to. */
  frames: string | undefined;
  /** File to write the run's measurements to. */
  json: string | undefined;
}

export const stylizeHelp = `usage: ${typed('stylize', 'PHOTO --style STYLE [options]')}

  --style STYLE       preset id or path of an image; repeat up to ${limits.maxStyles} times to blend, with weights if you like:
                      --style kandinsky:2 --style great-wave:1
  -o, --output FILE   .png, .jpg or .webp; default: PHOTO-STYLE.png in the current folder
  --size N            longest side in pixels, ${limits.minSize}–${limits.maxSize}; default ${defaultSettings.size}
  --quality Q         ${qualities.join(' | ')}; default ${defaultSettings.quality}
  --strength X        weight of the style, ${limits.minStrength}–${limits.maxStrength}; default ${defaultSettings.strength}
  --style-scale X     size of the strokes, ${limits.minStyleScale}–${limits.maxStyleScale}; default ${defaultSettings.styleScale}: as in the painting at equal area
  --colors C          ${colorModes.join(' | ')}; default ${defaultSettings.colors}: where the colours come from
  --subject S         ${subjectModes.join(' | ')}; default ${defaultSettings.subject}: faces in the photo are taken care of
  --seed N            0–${limits.maxSeed}; default ${defaultSettings.seed}
  --engine E          ${engines.join(' | ')}; default ${engines[0]}
  --device D          ${devices.join(' | ')}; default auto
  --weights W         auto | vgg19 | bundled | path of a .h5 or .safetensors file; default auto: VGG19 if it is
                      installed (${typed('weights')} fetches it), otherwise the bundled compact encoder
  --memory MB         memory the process may use, ${limits.minMemoryMb} or more; default 60 % of the machine's. On the
                      processor, pictures that would need more are painted in tiles
  --background C      colour behind transparent parts of the photo, such as #ffffff; by default they stay transparent
                      in .png and .webp
  --frames DIR        write the unfinished picture there about once a second
  --json FILE         write the run's measurements there
  --help              show this help

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
    styleScale: toNumber('style-scale', values['style-scale'], defaultSettings.styleScale),
    colors: (values.colors ?? defaultSettings.colors) as RenderSettings['colors'],
    subject: (values.subject ?? defaultSettings.subject) as RenderSettings['subject'],
    seed: toNumber('seed', values.seed, defaultSettings.seed),
  };
  checkSettings(settings);
  return {
    photo,
    styles: values.style.map(toStyle),
    engine: toEngine(values.engine),
    output: values.output,
    settings,
    device: values.device ?? 'auto',
    weights: values.weights ?? 'auto',
    memoryMb: toMemory(values.memory),
    background: toColor(values.background),
    frames: values.frames,
    json: values.json,
  };
}

function parse(args: string[]) {
  const text = {type: 'string'} as const;
  return parseOptions({
    args,
    allowPositionals: true,
    options: {
      style: {...text, multiple: true},
      output: {...text, short: 'o'},
      size: text,
      quality: text,
      strength: text,
      'style-scale': text,
      engine: text,
      colors: text,
      subject: text,
      seed: text,
      device: text,
      weights: text,
      memory: text,
      background: text,
      frames: text,
      json: text,
      help: {type: 'boolean'},
    },
  });
}

/** Reads `kandinsky` or `kandinsky:2`; a path may contain colons. */
function toStyle(text: string): {name: string; weight: number} {
  const [, name, weight] = /^(.+):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name === undefined) return {name: text, weight: 1};
  if (!(Number(weight) > 0)) throw new UsageError(`style: expected a weight above 0, received ${text}`);
  return {name, weight: Number(weight)};
}

/** Reads `#rrggbb` or `#rgb`. */
function toColor(text: string | undefined): StylizeOptions['background'] {
  if (text === undefined) return undefined;
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
  if (!digits) throw new UsageError(`background: expected a colour such as #ffffff, received ${text}`);
  const [red, green, blue] = digits.match(digits.length === 3 ? /./g : /../g) as [string, string, string];
  const value = (part: string): number => Number.parseInt(part.length === 1 ? part + part : part, 16);
  return [value(red), value(green), value(blue)];
}

/** Reads the memory limit in MiB. */
function toMemory(text: string | undefined): number | undefined {
  const memoryMb = toNumber('memory', text, limits.maxMemoryMb);
  requireRange('memory', memoryMb, {least: limits.minMemoryMb, most: limits.maxMemoryMb, whole: true});
  return text === undefined ? undefined : memoryMb;
}

function toEngine(text: string = engines[0]): EngineName {
  const engine = engines.find((name) => name === text);
  if (!engine) throw new UsageError(`engine: expected one of ${engines.join(', ')}, received ${text}`);
  return engine;
}

function toNumber(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new UsageError(`${option}: expected a number, received ${JSON.stringify(text)}`);
  }
  return value;
}
