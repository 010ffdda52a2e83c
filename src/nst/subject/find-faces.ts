/** The faces of a photo, for the picture to take care of, and how a failing detector is survived. */
import type {Photo} from '../../images/photo.ts';
import {type Face, type FaceDetector, openFaceDetector, sharedPart} from './face-detector.ts';
import {lookCloser} from './look-closer.ts';

/** Below this BlazeFace sees faces in cups and cats. */
const sureFace = 0.8;

/** Faces beyond these, the surest ones, are painted as what surrounds them. */
const mostFaces = 32;

/** Shared part of the smaller of two boxes, above which they are one face. */
const same = 0.4;

/** @returns the photo's sure faces, those first that are seen at once; none if the detector fails */
export async function findFaces(photo: Photo, open?: () => Promise<FaceDetector>): Promise<Face[]> {
  const look = async (detector: FaceDetector): Promise<Face[]> => {
    const faces = sureFaces(await detector.detect(photo));
    for (const face of sureFaces(await lookCloser(detector, photo)))
      if (faces.every((other) => sharedPart(face, other) <= same)) faces.push(face);
    return faces.slice(0, mostFaces);
  };
  return withFaceDetector(look, [], open);
}

/** A detector that fails must not fail the picture: then `otherwise` is the answer. */
export async function withFaceDetector<T>(
  use: (detector: FaceDetector) => Promise<T>,
  otherwise: T,
  open: () => Promise<FaceDetector> = openFaceDetector,
): Promise<T> {
  try {
    const detector = await open();
    try {
      return await use(detector);
    } finally {
      await detector.release().catch(warn);
    }
  } catch (error) {
    warn(error);
    return otherwise;
  }
}

/** The faces that are protected, surest first: boxes of some size around a point of the photo. */
function sureFaces(faces: readonly Face[]): Face[] {
  return faces
    .filter(({p, x0, y0, x1, y1}) => {
      const isBox = x1 > x0 && y1 > y0 && Number.isFinite(x1 - x0) && Number.isFinite(y1 - y0);
      const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
      return p >= sureFace && p <= 1 && isBox && x >= 0 && x <= 1 && y >= 0 && y <= 1;
    })
    .toSorted((a, b) => b.p - a.p)
    .slice(0, mostFaces);
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), 'FaceDetectorWarning');
}
