/**
 * nsfwjs' classifier, a MobileNet of 5.7 MB that comes inside its package: nothing is downloaded. Only the process that
 * classifies imports this file.
 */
import {openImage} from '../decoder.ts';
import type {NsfwScores} from './protocol.ts';

export interface NsfwModel {
  /** `image`: encoded, already checked. */
  classify(image: Uint8Array): Promise<NsfwScores>;
}

/** The network's input, in pixels. */
const side = 224;
/** Behind what is transparent. */
const grey = '#808080';

/** @throws when a package is missing, or WebAssembly does not start */
export async function openNsfwModel(): Promise<NsfwModel> {
  const tf = await import('@tensorflow/tfjs');
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js’ WebAssembly does not start');
  await tf.ready();
  const {load} = await import('nsfwjs/core');
  const {MobileNetV2MidModel} = await import('nsfwjs/models/mobilenet_v2_mid');
  const model = await load(MobileNetV2MidModel.name, {modelDefinitions: [MobileNetV2MidModel]});
  return {
    async classify(image) {
      const {data} = await openImage(image)
        .flatten({background: grey})
        .toColourspace('srgb')
        .resize(side, side, {fit: 'fill'})
        .raw()
        .toBuffer({resolveWithObject: true});
      const pixels = tf.tensor3d(new Uint8Array(data), [side, side, 3], 'int32');
      try {
        const found = await model.classify(pixels);
        const scores = {Drawing: 0, Hentai: 0, Neutral: 0, Porn: 0, Sexy: 0};
        for (const {className, probability} of found) scores[className as keyof NsfwScores] = probability;
        return scores;
      } finally {
        pixels.dispose();
      }
    },
  };
}
