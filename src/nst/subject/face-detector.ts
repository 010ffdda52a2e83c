/**
 * Finds faces with BlazeFace (Bazarevsky et al. 2019, arXiv 1907.05047), the model for the back camera, on the CPU: 5 to
 * 90 ms a picture. It sees faces in cups and cats now and then, below a probability of 0.8.
 */
import {InferenceSession, Tensor} from 'onnxruntime-node';
import {letterbox, type Photo} from '../../images/photo.ts';
import {silenceTelemetry} from '../objective/onnx/onnx-privacy.ts';

/** A rectangle in shares of the picture's width and height. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Face extends Box {
  /** Probability, 0–1. */
  p: number;
}

export interface FaceDetector {
  /** Most probable first; boxes that overlap by 0.3 (intersection over union) count as one face. */
  detect(photo: Photo): Promise<Face[]>;
  release(): Promise<void>;
}

const model = new URL('../../../assets/models/blazeface-back.onnx', import.meta.url);

/** Side of the square the model sees, pixels. */
const side = 256;
const leastProbability = 0.3;
const sameFace = 0.3;

/** The two grids of anchors: cells per side, anchors per cell, and the model's outputs for them. */
const grids = [
  {cells: 16, anchors: 2, scores: 'Identity:0', boxes: 'Identity_2:0'},
  {cells: 8, anchors: 6, scores: 'Identity_1:0', boxes: 'Identity_3:0'},
];
/** Values per anchor: centre, size, and six points of the face. */
const boxValues = 16;

/** @throws Error when the model's file is missing or damaged */
export async function openFaceDetector(file: URL = model): Promise<FaceDetector> {
  silenceTelemetry();
  const session = await InferenceSession.create(decodeURIComponent(file.pathname), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return {
    async detect(photo) {
      const {data} = await letterbox(photo, side);
      const pixels = Float32Array.from(data, (value) => value / 127.5 - 1);
      const outputs = await session.run({'input:0': new Tensor('float32', pixels, [1, side, side, 3])});
      const found = grids.flatMap(({cells, anchors, scores, boxes}) => {
        const values = outputs[boxes]?.data as Float32Array;
        return Array.from(outputs[scores]?.data as Float32Array).flatMap((score, index) => {
          const p = 1 / (1 + Math.exp(-score));
          if (!(p >= leastProbability)) return [];
          const cell = Math.floor(index / anchors);
          const corner = {x: (cell % cells) / cells, y: Math.floor(cell / cells) / cells};
          return [{p, ...boxOf(values.subarray(index * boxValues), corner, cells, photo)}];
        });
      });
      return withoutDoubles(found);
    },
    release: () => session.release(),
  };
}

/** From the square the model sees to shares of the picture. */
function boxOf(
  [x = 0, y = 0, w = 0, h = 0]: Float32Array,
  corner: {x: number; y: number},
  cells: number,
  {width, height}: Photo,
): Box {
  const longest = Math.max(width, height);
  const centre = {x: corner.x + 0.5 / cells + x / side, y: corner.y + 0.5 / cells + y / side};
  const across = (share: number): number => (share * longest - (longest - width) / 2) / width;
  const down = (share: number): number => (share * longest - (longest - height) / 2) / height;
  const half = {x: w / side / 2, y: h / side / 2};
  return {
    x0: across(centre.x - half.x),
    y0: down(centre.y - half.y),
    x1: across(centre.x + half.x),
    y1: down(centre.y + half.y),
  };
}

function withoutDoubles(found: readonly Face[]): Face[] {
  const kept: Face[] = [];
  for (const face of found.toSorted((a, b) => b.p - a.p))
    if (kept.every((other) => overlap(other, face) < sameFace)) kept.push(face);
  return kept;
}

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const shared = intersection(a, b);
  return shared === 0 ? 0 : shared / (areaOf(a) + areaOf(b) - shared);
}

/** Intersection over the smaller of the two. */
export function sharedPart(a: Box, b: Box): number {
  const shared = intersection(a, b);
  return shared === 0 ? 0 : shared / Math.min(areaOf(a), areaOf(b));
}

function intersection(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return width > 0 && height > 0 ? width * height : 0;
}

function areaOf({x0, y0, x1, y1}: Box): number {
  return (x1 - x0) * (y1 - y0);
}
