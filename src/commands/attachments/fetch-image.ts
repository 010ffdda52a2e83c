import {escapeMarkdown} from 'discord.js';
import {AppError} from '../../errors.ts';
import {isSpoilerName} from '../messages/view/spoiler.ts';
import type {Services} from '../services.ts';
import {downloadAttachment} from './download-attachment.ts';

const maxNameLength = 60;

/** An image on Discord's hosts. */
export interface RemoteImage {
  url: string;
  /** Declared size in bytes; 0 when unknown. */
  size: number;
  name: string;
  /** Marked to be hidden until it is clicked. */
  spoiler: boolean;
}

export interface FetchedImage {
  bytes: Uint8Array;
  /** Pictures made from it are hidden until clicked, because it was marked as a spoiler or moderation says so. */
  spoiler: boolean;
}

/**
 * Downloads an image, checks that the engine can use it and that moderation allows it, and removes its metadata.
 * @throws AppError that names the option and the file
 */
export async function fetchImage(
  {config, cleanImage, moderator}: Pick<Services, 'config' | 'cleanImage' | 'moderator'>,
  option: string,
  image: RemoteImage,
): Promise<FetchedImage> {
  const file = {option, name: escapeMarkdown(image.name.slice(0, maxNameLength))};
  const {maxUploadBytes: maxBytes, extraAttachmentOrigins: extraOrigins} = config;
  try {
    const original = await downloadAttachment(image, {maxBytes, extraOrigins});
    const bytes = await cleanImage(original, 'the image');
    const verdict = await moderator.review(bytes, 'input');
    return {bytes, spoiler: image.spoiler || isSpoilerName(image.name) || verdict.spoiler};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const {code, message, detail} = error;
    const label = `${file.option} (${file.name})`;
    throw new AppError(code, `${label}: ${message}`, {cause: error, file, ...(detail && {detail})});
  }
}
