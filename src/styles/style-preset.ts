/** What a catalogue says about a painting that people can choose. */
import {z} from 'zod';
import {colorModes, limits} from '../nst/contract/protocol.ts';

/** An id as people type it: lower-case words joined by hyphens. */
export const presetIdPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Names of files that can be paintings; what they are is judged by their content. */
export const imageFile = /\.(webp|png|jpe?g|jfif|jpe|avif|hei[cf]|gif)$/i;

/** Any name in the folder itself or in `thumbnails/`, but no way out of it. */
const file = z
  .string()
  .max(255)
  .regex(imageFile)
  .regex(/^(thumbnails\/)?[^/\\\0]+$/);
const words = z.string().trim().min(1).max(80);

/** An entry of a `catalogue.json`. Operators' own catalogues need only `id`, `file` and `title`. */
export const presetSchema = z.strictObject({
  id: z.string().regex(presetIdPattern).max(50),
  file,
  title: words,
  /** The title in other languages, by Discord's names for the languages. */
  titles: z.strictObject({vi: words.optional()}).default({}),
  artist: z.string().trim().max(80).default(''),
  year: z.string().max(30).default(''),
  licence: z.string().max(300).default(''),
  origin: z.string().max(300).default(''),
  /** Settings that suit the painting, used if people choose none. */
  defaults: z
    .strictObject({
      strength: z.number().min(limits.minStrength).max(limits.maxStrength).optional(),
      styleScale: z.number().min(limits.minStyleScale).max(limits.maxStyleScale).optional(),
      colors: z.enum(colorModes).optional(),
    })
    .default({}),
  thumbnail: file.optional(),
});

export interface StylePreset extends z.infer<typeof presetSchema> {
  /** Folder of `file` and `thumbnail`, absolute. */
  folder: string;
}
