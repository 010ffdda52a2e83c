/**
 * Something to paint on for pictures that are transparent in places. A white logo would vanish on white and a black one
 * on black, so the ground is one on which the outlines of what is there can be seen.
 */
import type {Size} from '../nst/contract/size.ts';

/** 8-bit sRGB. */
export type Color = readonly [red: number, green: number, blue: number];

interface Layer extends Size {
  /** 8-bit sRGB, [height, width, 3]. */
  data: Uint8Array;
  /** [height, width]: 0 is clear, 255 opaque. */
  alpha: Uint8Array;
}

/** In this order when they serve equally well: paper first, then night, then the grey between them. */
const grounds: readonly Color[] = [
  [255, 255, 255],
  [0, 0, 0],
  [119, 119, 119],
];

/** How much hue and saturation help: yellow on white has plenty of both, and cannot be read. */
const hueShare = 0.3;
/** Colours closer than this are hard to tell apart in a small picture, ΔE (CIE 1976, hue at its share). */
const tellApart = 30;
/** Share of the outline that may vanish before another ground is better than paper. */
const mayVanish = 0.05;

/** The layer on `ground`, opaque: [height, width, 3]. By default on one that its outlines stand out from. */
export function layOnGround(layer: Layer, ground: Color = groundFor(layer)): Uint8Array {
  const {data, alpha} = layer;
  const laid = new Uint8Array(data.length);
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    const share = (alpha[pixel] as number) / 255;
    for (let channel = 0; channel < 3; channel++) {
      const [above, below] = [data[3 * pixel + channel] as number, ground[channel] as number];
      laid[3 * pixel + channel] = Math.round(below + share * (above - below));
    }
  }
  return laid;
}

/** Paper, unless so much of the outline would vanish on it that another ground loses less. */
export function groundFor(layer: Layer): Color {
  const outline = outlineOf(layer);
  const losses = grounds.map((ground) => vanishing(outline, ground));
  const [paper, onPaper] = [grounds[0] as Color, losses[0] as number];
  if (onPaper <= mayVanish) return paper;
  return grounds[losses.indexOf(Math.min(...losses))] ?? paper;
}

interface Outline {
  /** Lightness and the two chromatic axes (CIE 1976 L*a*b*) of each kind of colour, and how much of it there is. */
  colors: {lab: Color; weight: number}[];
}

/** Colours are counted in bins of this many levels. */
const binBits = 4;

/** Where something meets transparency within a hundredth of the picture, or is itself half transparent. */
function outlineOf({width, height, data, alpha}: Layer): Outline {
  const reach = Math.max(1, Math.round(Math.max(width, height) / 100));
  const bins = new Map<number, {sum: [number, number, number]; weight: number}>();
  const clearness = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : 255 - (alpha[y * width + x] as number);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const cover = alpha[pixel] as number;
      if (cover === 0) continue;
      const around = Math.max(
        clearness(x - reach, y),
        clearness(x + reach, y),
        clearness(x, y - reach),
        clearness(x, y + reach),
        255 - cover,
      );
      if (around === 0) continue;
      const [r, g, b] = [data[3 * pixel], data[3 * pixel + 1], data[3 * pixel + 2]] as [
        number,
        number,
        number,
      ];
      const key = ((r >> binBits) << 16) | ((g >> binBits) << 8) | (b >> binBits);
      const bin = bins.get(key) ?? {sum: [0, 0, 0], weight: 0};
      const weight = cover * around;
      bins.set(key, bin);
      bin.weight += weight;
      bin.sum[0] += weight * r;
      bin.sum[1] += weight * g;
      bin.sum[2] += weight * b;
    }
  }
  return {
    colors: [...bins.values()].map(({sum, weight}) => ({
      lab: toLab([sum[0] / weight, sum[1] / weight, sum[2] / weight]),
      weight,
    })),
  };
}

/** Share of the outline that cannot be told from the ground, 0–1. */
function vanishing({colors}: Outline, ground: Color): number {
  const [l, a, b] = toLab(ground);
  let [lost, all] = [0, 0];
  for (const {lab, weight} of colors) {
    const difference = Math.hypot(lab[0] - l, hueShare * (lab[1] - a), hueShare * (lab[2] - b));
    lost += weight * Math.max(0, 1 - difference / tellApart);
    all += weight;
  }
  return all === 0 ? 0 : lost / all;
}

/** IEC 61966-2-1 and CIE 15, relative to D65. */
function toLab(color: Color): Color {
  const [r, g, b] = color.map((value) =>
    value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)) as [
    number,
    number,
    number,
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
