/** The variants that bench/look.ts compares: the default, one switch changed at a time, and the classic recipe. */
import type {Quality} from '../src/nst/contract/protocol.ts';
import type {Recipe} from '../src/nst/look/recipe.ts';
import {parseRecipe} from './recipe-text.ts';

export interface Variant {
  name: string;
  /** The recipe as text for `parseRecipe`. */
  text: string;
  recipe: Recipe;
  quality: Quality;
}

/** Listed variants by group: `name:recipe`. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  classic: ['classic:classic', 'default:'],
  switches: [
    'default:',
    'content at block3_conv1:contentLayers=block3_conv1,contentWeight=0.012,coarseContentGain=15',
    'no care of faces:faceWeight=0',
    'variation of colours like brightness:colorVariation=1',
    'content as heavy at 128 px as later:coarseContentGain=1',
    'average pooling:pooling=average',
    'zero padding:padding=zero',
    'equal shares of the blocks:blockShares=1+1+1+1+1',
    'no means and deviations:momentWeight=0',
    'no total variation:totalVariationWeight=0',
    'painting at the same longest side:styleFit=side',
    'L-BFGS without clamping:lbfgsBounds=none',
  ],
};

/** @param spec name of a listed variant, or `name[@quality]:recipe` */
export function variantOf(spec: string): Variant {
  const listed = Object.values(groups)
    .flat()
    .find((known) => known.split(':')[0] === spec);
  const [title = '', text] = (listed ?? spec).split(/:(.*)/s);
  if (text === undefined) throw new Error(`expected a listed variant or name:recipe, received ${spec}`);
  const [, quality = 'standard'] = title.split('@');
  return {name: title, text, recipe: parseRecipe(text), quality: quality as Quality};
}
