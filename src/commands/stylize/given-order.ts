import {z} from 'zod';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import type {FetchedImage, RemoteImage} from '../attachments/fetch-image.ts';
import type {Services} from '../services.ts';
import {languageOf} from '../words/words.ts';
import type {PictureOrder} from './picture-order.ts';
import {chooseStyles, styleOptions} from './style-choice.ts';
import {toSettings} from './stylize-settings.ts';

const number = z.number().nullable();
const text = z.string().nullable();

/** What somebody asked for with `/stylize`, as they gave it, except for the images. */
export const givenOrderSchema = z.object({
  /** Values of the options in `styleOptions`. */
  names: z.array(text).length(styleOptions.length),
  /** Shares such as `2:1`. */
  blend: text,
  settings: z.object({
    size: number,
    quality: text,
    strength: number,
    styleScale: number,
    colors: text,
    seed: number,
  }),
  isPrivate: z.boolean(),
});
export type GivenOrder = z.infer<typeof givenOrderSchema>;

export type Plan = Pick<PictureOrder, 'styles' | 'settings' | 'presets'>;

/**
 * What to paint. `own`: a painting that they attached.
 * @throws AppError `BAD_OPTION` or `UNKNOWN_STYLE`
 */
export function planPicture(
  {config, guildSettings}: Pick<Services, 'config' | 'guildSettings'>,
  presets: StyleCatalogue,
  {names, blend, settings: given}: GivenOrder,
  {own, guildId, locale}: {own: RemoteImage | FetchedImage | null; guildId: string | null; locale: string},
): Plan {
  const styles = chooseStyles(presets, languageOf(locale), {names, attachment: own, blend});
  const limits = {...config, ...guildSettings.of(guildId ?? undefined)};
  return {presets, styles, settings: toSettings(limits, given, Math.random, styles[0]?.defaults)};
}
