import type {APIEmbed} from 'discord.js';
import type {RemoteImage} from '../attachments/fetch-image.ts';
import {maxImages} from './message-images.ts';

/** What the picker must remember. Its own private message holds all of it, so it survives a restart of the bot. */
export interface PickerState {
  images: readonly RemoteImage[];
  /** A link to the message that they come from. */
  source?: string;
  /** Index of the picture to repaint. */
  chosen: number;
  /** Page of the presets. */
  page: number;
  /** The only one who may use it; absent if only they see it. */
  asker?: string;
}

export const pickerPrefix = 'pick:v1:';
export const pickerUses = ['style', 'image', 'page'] as const;
export type PickerUse = (typeof pickerUses)[number];

/** `pick:v1:<use>:<chosen>:<page>:<spoilers>[@<asker>][:<preset>]`; `<spoilers>` has a bit for each picture. */
export function pickerId(use: PickerUse, {chosen, page, images, asker}: PickerState): string {
  const spoilers = images.reduce((bits, {spoiler}, index) => bits | (Number(spoiler) << index), 0);
  return `${pickerPrefix}${use}:${chosen}:${page}:${spoilers}${asker === undefined ? '' : `@${asker}`}`;
}

/** The id of a preset's button. */
export function styleId(state: PickerState, presetId: string): string {
  return `${pickerId('style', state)}:${presetId}`;
}

/** Reads the state back from a component's custom id and the message's embeds, which hold the pictures. */
export function readPicker(
  customId: string,
  embeds: readonly {title: string | null; url: string | null; thumbnail: {url: string} | null}[],
): {use: PickerUse; state: PickerState; presetId?: string} | undefined {
  const [, name, first, second, third, asker, presetId] =
    /^pick:v1:([a-z]+):(\d+):(-?\d+):(\d+)(?:@(\d+))?(?::([\w-]+))?$/.exec(customId) ?? [];
  const use = pickerUses.find((known) => known === name);
  if (!use) return undefined;
  const [chosen = 0, page = 0, spoilers = 0] = [first, second, third].map(Number);
  const images = embeds
    .filter(({thumbnail}) => thumbnail !== null)
    // Pickers of version 0.1.0 have one more.
    .slice(0, maxImages)
    .map(({title, thumbnail}, index) => ({
      url: thumbnail?.url ?? '',
      size: 0,
      name: title ?? '',
      spoiler: (spoilers & (1 << index)) !== 0,
    }));
  const source = embeds[0]?.url ?? undefined;
  const state = {
    images,
    chosen: Math.min(chosen, images.length - 1),
    page,
    ...(source !== undefined && {source}),
    ...(asker !== undefined && {asker}),
  };
  return {use, state, ...(presetId !== undefined && {presetId})};
}

/** Keeps each picture as the thumbnail of an embed. Only the first has the link: Discord merges embeds with the same. */
export function pickerEmbeds({images, source}: Pick<PickerState, 'images' | 'source'>): APIEmbed[] {
  return images.map(({url, name}, index) => ({
    title: name,
    thumbnail: {url},
    ...(index === 0 && source !== undefined && {url: source}),
  }));
}
