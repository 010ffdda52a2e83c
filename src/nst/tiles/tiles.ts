/**
 * Cuts an image into overlapping tiles that have exactly the features of the whole image. Each tile is read with a
 * margin as wide as a feature can see, so the cut does not change the values the tile answers for (its interior).
 * Invariants: all tiles of a tiling have one size, so one compiled graph serves them all; every position of every layer
 * lies in the interior of exactly one tile; tiles begin on multiples of the deepest pooling.
 */

import {areaOf, type Size} from '../contract/size.ts';
import {convolutionsUpTo, type Encoder} from '../encoders/encoder.ts';

/** How far features look, in pixels of the image. */
export interface Reach {
  /** How many pixels beyond its own the widest-looking feature depends on. */
  margin: number;
  /** Side of the square of pixels that a feature of the deepest layer stands for. */
  grain: number;
}

/** Along one axis, in pixels: a tile reads [start, start + length of the tile) and answers for [from, to). */
export interface Span {
  start: number;
  from: number;
  to: number;
}

export interface Tile {
  rows: Span;
  columns: Span;
}

/** Its own `width` × `height` is the size of every tile. */
export interface Tiling extends Size {
  /** Size of the whole image. */
  image: Size;
  tiles: readonly Tile[];
}

/** A 3×3 convolution after n poolings looks 2ⁿ pixels further to each side. */
export function reachOf(encoder: Encoder, layers: readonly string[]): Reach {
  const convolutions = convolutionsUpTo(encoder, layers);
  return {
    margin: convolutions.reduce((sum, {block}) => sum + 2 ** (block - 1), 0),
    grain: 2 ** ((convolutions.at(-1)?.block ?? 1) - 1),
  };
}

/**
 * The tiling that evaluates the fewest pixels with tiles of at most `maxPixels`; a single tile, the image itself, if
 * that fits. Undefined if even the smallest tiles are larger.
 */
export function planTiling(image: Size, reach: Reach, maxPixels: number): Tiling | undefined {
  const across = tileLengths(image.width, reach);
  const down = tileLengths(image.height, reach);
  let best: {width: number; height: number; work: number} | undefined;
  for (const {length: width, count: columns} of across) {
    for (const {length: height, count: rows} of down) {
      const work = width * columns * height * rows;
      if (width * height <= maxPixels && !(best && best.work <= work)) best = {width, height, work};
    }
  }
  if (!best) return undefined;
  const columns = spansOf(image.width, best.width, reach);
  const rows = spansOf(image.height, best.height, reach);
  const tiles = rows.flatMap((row) => columns.map((column) => ({rows: row, columns: column})));
  return {image, width: best.width, height: best.height, tiles};
}

/** For each number of tiles along an axis, the shortest tiles that cover it. */
function tileLengths(whole: number, reach: Reach): {length: number; count: number}[] {
  const shortest = new Map<number, number>();
  // Lengths differ from the image's by whole grains, so that the last tile ends at its edge with the common size.
  for (let length = whole; length === whole || stepOf(length, reach) > 0; length -= reach.grain) {
    shortest.set(countOf(whole, length, reach), length);
  }
  return [...shortest].map(([count, length]) => ({length, count}));
}

function countOf(whole: number, length: number, reach: Reach): number {
  return length === whole ? 1 : 1 + Math.ceil((whole - length) / stepOf(length, reach));
}

/** The largest distance from the start of a tile to the start of the next. */
function stepOf(length: number, {margin, grain}: Reach): number {
  return floorTo(grain, length - margin) - ceilTo(grain, margin);
}

function spansOf(whole: number, length: number, reach: Reach): Span[] {
  const {margin, grain} = reach;
  const count = countOf(whole, length, reach);
  const starts = Array.from({length: count}, (_, index) =>
    count === 1 ? 0 : floorTo(grain, (index * (whole - length)) / (count - 1)),
  );
  const begins = (start: number): number => (start === 0 ? 0 : start + ceilTo(grain, margin));
  return starts.map((start, index) => ({
    start,
    from: begins(start),
    to: index + 1 < count ? begins(starts[index + 1] as number) : whole,
  }));
}

function floorTo(grain: number, value: number): number {
  return Math.floor(value / grain) * grain;
}

function ceilTo(grain: number, value: number): number {
  return Math.ceil(value / grain) * grain;
}

/** A size after `poolings` poolings. */
export function pooledSize({width, height}: Size, poolings: number): Size {
  return {width: width >> poolings, height: height >> poolings};
}

/** The part of a layer after `poolings` poolings that a tile answers for, in the tile's own positions. */
export function interior(tiling: Tiling, {rows, columns}: Tile, poolings: number) {
  const tile = pooledSize(tiling, poolings);
  const [top, bottom] = insideOf(rows, poolings);
  const [left, right] = insideOf(columns, poolings);
  return {
    top,
    bottom,
    left,
    right,
    width: right - left,
    height: bottom - top,
    /** 1 inside, 0 in the margins; [height, width] of the tile. */
    mask(): Float32Array {
      const mask = new Float32Array(areaOf(tile));
      for (let row = top; row < bottom; row++)
        mask.fill(1, row * tile.width + left, row * tile.width + right);
      return mask;
    },
  };
}

function insideOf({start, from, to}: Span, poolings: number): [number, number] {
  const offset = start >> poolings;
  return [(from >> poolings) - offset, (to >> poolings) - offset];
}

/** The part a tile reads of the whole image's values [channels, height, width] after `poolings` poolings. */
export function cutTile(
  values: Float32Array,
  tiling: Tiling,
  tile: Tile,
  poolings = 0,
): Float32Array<ArrayBuffer> {
  const {width, height} = pooledSize(tiling, poolings);
  const channels = values.length / areaOf(pooledSize(tiling.image, poolings));
  const cut = new Float32Array(channels * height * width);
  eachRow(tiling, tile, poolings, channels, (whole, own) => {
    cut.set(values.subarray(whole, whole + width), own);
  });
  return cut;
}

/** Adds a tile's pixels [channels, height, width] to the whole image's. */
export function addTile(sum: Float32Array, values: Float32Array, tiling: Tiling, tile: Tile): void {
  const {width} = tiling;
  eachRow(tiling, tile, 0, sum.length / areaOf(tiling.image), (whole, own) => {
    for (let column = 0; column < width; column++) {
      sum[whole + column] = (sum[whole + column] as number) + (values[own + column] as number);
    }
  });
}

/** Copies the interior of a tile's features [channels, height, width], after `poolings` poolings, into the image's. */
export function placeInterior(
  whole: Float32Array,
  values: Float32Array,
  tiling: Tiling,
  tile: Tile,
  poolings: number,
): void {
  const channels = whole.length / areaOf(pooledSize(tiling.image, poolings));
  const {top, bottom, left, right} = interior(tiling, tile, poolings);
  eachRow(tiling, tile, poolings, channels, (at, own, row) => {
    if (row >= top && row < bottom) whole.set(values.subarray(own + left, own + right), at + left);
  });
}

/** Visits a tile's rows, with the index at which each begins in the whole image's values and in the tile's. */
function eachRow(
  tiling: Tiling,
  {rows, columns}: Tile,
  poolings: number,
  channels: number,
  visit: (whole: number, own: number, row: number) => void,
): void {
  const {width, height} = pooledSize(tiling, poolings);
  const image = pooledSize(tiling.image, poolings);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      const wholeRow = channel * image.height + (rows.start >> poolings) + row;
      visit(wholeRow * image.width + (columns.start >> poolings), (channel * height + row) * width, row);
    }
  }
}
