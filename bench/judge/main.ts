/**
 * Judges pictures one by one: npx tsx bench/judge/main.ts PHOTO STYLE PICTURE…
 * Needs VGG19: ATELIER_WEIGHTS, or DATA_DIR with a copy.
 */
import 'dotenv/config';
import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {placesFrom} from '../../src/cli/engine-options.ts';
import {type Photo, readPhoto} from '../../src/images/photo.ts';
import {findVgg19} from '../../src/nst/encoders/weights.ts';
import {createOnnxBackend} from '../../src/nst/objective/onnx-backend.ts';
import {openFaceDetector} from '../../src/nst/subject/face-detector.ts';
import {judge, type Verdict} from './judge.ts';

const [photoFile, styleFile, ...pictures] = process.argv.slice(2);
if (!photoFile || !styleFile || pictures.length === 0)
  throw new Error('usage: npx tsx bench/judge/main.ts PHOTO STYLE PICTURE…');
const encoder = await findVgg19(placesFrom(process.env), () => {});
if (!encoder) throw new Error('expected VGG19: set ATELIER_WEIGHTS, or run npm run weights');
const backend = createOnnxBackend(encoder);
const detector = await openFaceDetector();
const read = async (file: string): Promise<Photo> => readPhoto(await readFile(file), file);
const [photo, style] = [await read(photoFile), await read(styleFile)];
for (const file of pictures)
  console.log(describe(file, await judge(backend, detector, {photo, style, picture: await read(file)})));

function describe(file: string, {R4, R5, Rs, d, S, fine, face, score, liking}: Verdict): string {
  const figures = Object.entries({R4, R5, Rs, d, S, fine, score, liking}).map(
    ([name, value]) => `${name} ${value.toFixed(3)}`,
  );
  const seen = face && [
    `face ${face.found.toFixed(2)} box ${face.box.toFixed(2)}`,
    `tone ${face.tone.photo.toFixed(2)} > ${face.tone.picture.toFixed(2)}`,
  ];
  return [basename(file).padEnd(44), ...figures, ...(seen ?? [])].join('  ');
}
