import type {APIEmbed} from 'discord.js';
import type {RemoteImage} from '../attachments/fetch-image.ts';

/** What the picker must remember. Its own private message holds all of it, so it survives a restart of the bot. */
export interface PickerState {
  images: readonly RemoteImage[];
  /** Index of the picture to repaint. */
  chosen: number;
  /** Page of the presets. */
  page: number;
}

export const pickerPrefix = 'pick:v1:';
export const pickerUses = ['style', 'image', 'page'] as const;
export type PickerUse = (typeof pickerUses)[number];

/** `pick:v1:<use>:<chosen>:<page>:<spoilers>`; `<spoilers>` has a bit for each picture. */
export function pickerId(use: PickerUse, {chosen, page, images}: PickerState): string {
  const spoilers = images.reduce((bits, {spoiler}, index) => bits | (Number(spoiler) << index), 0);
  return `${pickerPrefix}${use}:${chosen}:${page}:${spoilers}`;
}

/** Reads the state back from a component's custom id and the message's embeds, which hold the pictures. */
export function readPicker(
  customId: string,
  embeds: readonly {title: string | null; thumbnail: {url: string} | null}[],
): {use: PickerUse; state: PickerState} | undefined {
  const [, name, ...numbers] = /^pick:v1:([a-z]+):(\d+):(-?\d+):(\d+)$/.exec(customId) ?? [];
  const use = pickerUses.find((known) => known === name);
  if (!use) return undefined;
  const [chosen = 0, page = 0, spoilers = 0] = numbers.map(Number);
  const images = embeds
    .filter(({thumbnail}) => thumbnail !== null)
    .map(({title, thumbnail}, index) => ({
      url: thumbnail?.url ?? '',
      size: 0,
      name: title ?? '',
      spoiler: (spoilers & (1 << index)) !== 0,
    }));
  return {use, state: {images, chosen: Math.min(chosen, images.length - 1), page}};
}

/** Keeps each picture as the thumbnail of an embed. */
export function pickerEmbeds(images: readonly RemoteImage[]): APIEmbed[] {
  return images.map(({url, name}) => ({title: name, thumbnail: {url}}));
}
