/** The test set: photos of what people post, each with a painting. */
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {z} from 'zod';

export const kinds = ['person', 'group', 'animal', 'avatar', 'screenshot', 'text', 'scene'] as const;

const pairsSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1),
      /** Path of a file. */
      photo: z.string(),
      /** Id of a preset, or path of a file. */
      style: z.string(),
      kind: z.enum(kinds),
    }),
  )
  .min(1);

export interface Pair {
  name: string;
  /** Paths of files. */
  photo: string;
  style: string;
  kind: (typeof kinds)[number];
}

export async function readPairs(path: string): Promise<Pair[]> {
  const pairs = pairsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  return pairs.map(({style, ...pair}) => {
    const preset = `assets/styles/${style}.webp`;
    return {...pair, style: existsSync(preset) ? preset : style};
  });
}
