/**
 * Recipes as text, for experiments: `classic,contentWeight=2` or a JSON object. The text can set every key of a
 * `Recipe` and nothing else.
 */
import {z} from 'zod';
import {AppError} from '../src/errors.ts';
import {limits} from '../src/nst/contract/protocol.ts';
import {vgg19LayerNames} from '../src/nst/encoders/encoder.ts';
import {
  defaultRecipe,
  layerWeightings,
  lbfgsBounds,
  type Recipe,
  starts,
  styleFits,
} from '../src/nst/look/recipe.ts';
import {classicRecipe} from './classic-recipe.ts';

const layers = z.array(z.enum(vgg19LayerNames as [string, ...string[]]));
const weight = z.number().min(0).max(1e9);
const evaluations = z.array(z.int().min(1).max(5000)).max(8);

const recipeSchema = z.strictObject({
  styleLayers: layers.min(1),
  wassersteinLayers: layers,
  contentLayers: layers,
  momentLayers: layers,
  pooling: z.enum(['average', 'max']),
  padding: z.enum(['zero', 'replicate', 'replicate-input']),
  gramNorm: z.enum(['hw', 'chw']),
  totalVariation: z.enum(['none', 'l1-sum', 'l2-mean']),
  colorVariation: z.number().min(0).max(1000),
  layerWeighting: z.enum(layerWeightings),
  blockShares: z.array(z.number().min(1e-6).max(1e6)).max(5),
  styleWeight: weight,
  contentWeight: weight,
  coarseContentGain: z.number().min(0.1).max(1000),
  faceWeight: weight,
  closeUpEvaluations: z.int().min(0).max(5000),
  saliency: z.number().min(0).max(4),
  totalVariationWeight: weight,
  momentWeight: weight,
  styleFit: z.enum(styleFits),
  start: z.enum(starts),
  startNoise: z.number().min(0).max(1),
  lbfgsHistory: z.int().min(1).max(100),
  lbfgsBounds: z.enum(lbfgsBounds),
  coarsestSize: z.int().min(32).max(limits.maxSize),
  strokeLength: z.number().min(0).max(16),
  evaluations,
}) satisfies z.ZodType<Recipe>;

const known: Readonly<Record<string, Recipe>> = {default: defaultRecipe, classic: classicRecipe};

export const recipeKeys: readonly string[] = Object.keys(recipeSchema.shape);

/**
 * @param text changes to the default recipe, such as `pooling=max,styleLayers=block1_conv1+block2_conv1`. `+` joins
 *   lists; an empty list is empty text. The name of a known recipe (`default`, `classic`) may come first. Or a JSON
 *   object.
 * @throws AppError `BAD_OPTION` naming the key, what was expected and what came
 */
export function parseRecipe(text: string): Recipe {
  const trimmed = text.trim();
  const changes = trimmed.startsWith('{') ? parseJson(trimmed) : parsePairs(trimmed);
  const {success, data, error} = recipeSchema.safeParse(changes);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw refused(`${where}${issue?.message ?? 'not understood'} (keys: ${recipeKeys.join(', ')})`);
}

function parseJson(text: string): object {
  try {
    return {...defaultRecipe, ...(JSON.parse(text) as object)};
  } catch (cause) {
    throw refused(`expected JSON, received ${text.slice(0, 60)}`, cause);
  }
}

function parsePairs(text: string): object {
  const [first = '', ...rest] = text.split(',').map((part) => part.trim());
  const base = known[first];
  const changes = (base ? rest : [first, ...rest]).filter(Boolean).map((pair) => {
    const [key = '', value] = pair.split(/=(.*)/s);
    if (value === undefined)
      throw refused(
        `expected key=value, or first one of ${Object.keys(known).join(', ')}; received ${JSON.stringify(pair)}`,
      );
    return [key, parseValue(key, value)] as const;
  });
  return {...(base ?? defaultRecipe), ...Object.fromEntries(changes)};
}

/** Parses the value as the type the key has in the default recipe; the schema checks whether it is allowed. */
function parseValue(key: string, text: string): unknown {
  const usual = (defaultRecipe as unknown as Record<string, unknown>)[key];
  const number = (part: string): unknown =>
    part.trim() !== '' && Number.isFinite(Number(part)) ? Number(part) : part;
  if (Array.isArray(usual)) return text === '' ? [] : text.split('+').map(number);
  return typeof usual === 'number' ? number(text) : text;
}

function refused(problem: string, cause?: unknown): AppError {
  return new AppError('BAD_OPTION', `recipe: ${problem}`, {cause});
}
