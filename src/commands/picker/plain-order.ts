import type {Services} from '../services.ts';
import type {PictureOrder} from '../stylize/picture-order.ts';
import type {toChoice} from '../stylize/style-choice.ts';
import {nothingGiven, toSettings} from '../stylize/stylize-settings.ts';

/** One painting, with the settings that suit it in this place. */
export function orderOf(
  {config, guildSettings}: Pick<Services, 'config' | 'guildSettings'>,
  style: ReturnType<typeof toChoice>,
  guildId: string | undefined,
): Pick<PictureOrder, 'styles' | 'settings'> {
  const limits = {...config, ...guildSettings.of(guildId)};
  return {
    styles: [{...style, weight: 1}],
    settings: toSettings(limits, nothingGiven, Math.random, style.defaults),
  };
}
