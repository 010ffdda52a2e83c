import {escapeMarkdown} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {Services} from '../services.ts';
import {downloadAttachment} from './download.ts';

const maxNameLength = 60;

/**
 * Downloads the attachment of an option and makes sure that it is an image the engine takes.
 * @throws AppError that names the option and the file
 */
export async function fetchImage(
  {config, inspectImage}: Pick<Services, 'config' | 'inspectImage'>,
  option: string,
  attachment: {url: string; size: number; name: string},
): Promise<Uint8Array> {
  const label = `\`${option}\` (${escapeMarkdown(attachment.name.slice(0, maxNameLength))})`;
  const bytes = await download(attachment, label, config);
  await inspectImage(bytes, label);
  return bytes;
}

async function download(
  attachment: {url: string; size: number},
  label: string,
  {maxUploadBytes: maxBytes, extraAttachmentOrigins: extraOrigins}: Services['config'],
): Promise<Uint8Array> {
  try {
    return await downloadAttachment(attachment, {maxBytes, extraOrigins});
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${label}: ${error.message}`, {cause: error});
  }
}
