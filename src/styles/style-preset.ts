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

/** The same text in other languages, by Discord's names for the languages. */
const translations = z.strictObject({vi: words.optional()}).default({});

/** An entry of a `catalogue.json`. Operators' own catalogues need only `id`, `file` and `title`. */
export const presetSchema = z.strictObject({
  id: z.string().regex(presetIdPattern).max(50),
  file,
  title: words,
  titles: translations,
  artist: z.string().trim().max(80).default(''),
  artists: translations,
  year: z.string().max(30).default(''),
  years: translations,
  /** Other words to find it by: movement, country, subject, the painter's other names, in any language. */
  tags: z.array(words).max(60).default([]),
  /** What the catalogue lacks and this painting is the closest to: painters, paintings, movements. */
  akin: z.array(words).max(60).default([]),
  /** What readers of `/styles` must know: the licence's name, and whom it wants named. */
  licence: z.string().max(300).default(''),
  /** Where it comes from, and why it may be used. */
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
