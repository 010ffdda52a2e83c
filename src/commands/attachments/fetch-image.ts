import {escapeMarkdown} from 'discord.js';
import {AppError} from '../../errors.ts';
import {isSpoilerName} from '../messages/view/spoiler.ts';
import type {Services} from '../services.ts';
import {type AttachmentLimits, checkAttachment, downloadAttachment} from './download-attachment.ts';

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
  try {
    const original = await downloadAttachment(image, limitsOf(config));
    const bytes = await cleanImage(original, 'the image');
    const verdict = await moderator.review(bytes, 'input');
    return {bytes, spoiler: image.spoiler || isSpoilerName(image.name) || verdict.spoiler};
  } catch (error) {
    throw about(option, image, error);
  }
}

/** Checks what can be told without a download. @throws like `fetchImage` */
export function requireAcceptable(
  {config}: Pick<Services, 'config'>,
  option: string,
  image: Pick<RemoteImage, 'url' | 'size' | 'name'>,
): void {
  try {
    checkAttachment(image, limitsOf(config));
  } catch (error) {
    throw about(option, image, error);
  }
}

function limitsOf({maxUploadBytes, extraAttachmentOrigins}: Services['config']): AttachmentLimits {
  return {maxBytes: maxUploadBytes, extraOrigins: extraAttachmentOrigins};
}

/** The same error, with the option and the file it is about. */
function about(option: string, image: Pick<RemoteImage, 'name'>, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const {code, message, detail} = error;
  const file = {option, name: escapeMarkdown(image.name.slice(0, maxNameLength))};
  const label = `${option} (${file.name})`;
  return new AppError(code, `${label}: ${message}`, {cause: error, file, ...(detail && {detail})});
}
