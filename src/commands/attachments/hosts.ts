import {AppError} from '../../errors.ts';

const cdnOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const attachmentPath = /^\/(?:ephemeral-)?attachments\//;

/**
 * Discord names the address of an attachment, yet an address is never fetched on trust: it must be one of Discord's
 * own attachment hosts over https, or an origin the operator configured.
 * @throws AppError `ATTACHMENT_REFUSED`
 */
export function checkAttachmentUrl(address: string, extraOrigins: readonly string[]): URL {
  if (!URL.canParse(address)) throw refused('an address', 'something that is none');
  const url = new URL(address);
  if (url.username || url.password) throw refused('an address without credentials', url.host);
  if (![...cdnOrigins, ...extraOrigins].includes(url.origin))
    throw refused("Discord's own hosts", url.origin);
  if (!attachmentPath.test(url.pathname)) throw refused('the path of an attachment', url.pathname);
  return url;
}

function refused(expected: string, came: string): AppError {
  return new AppError('ATTACHMENT_REFUSED', `attachments are taken from ${expected} only, got ${came}`);
}
