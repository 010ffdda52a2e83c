/** The faces of a photo, for the picture to take care of. */
import type {Photo} from '../../images/photo.ts';
import {type Face, openFaceDetector} from './face-detector.ts';
import {sureFaces} from './subject-map.ts';

/** A detector that fails must not fail the picture: without faces it is painted as any other. */
export async function findFaces(photo: Photo): Promise<Face[]> {
  try {
    const detector = await openFaceDetector();
    try {
      return sureFaces(await detector.detect(photo));
    } finally {
      await detector.release();
    }
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error), 'FaceDetectorWarning');
    return [];
  }
}
