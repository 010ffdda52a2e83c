import {AppError} from '../../errors.ts';

const cdnOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const attachmentPath = /^\/(?:ephemeral-)?attachments\//;

/** Where Discord serves its own copies of pictures that links show, so that nobody's server is asked. */
const proxyHost = /^images-ext-\d+\.discordapp\.net$/;
const proxyPath = /^\/external\//;

/**
 * Discord names the address of an attachment, yet an address is never fetched on trust: it must be one of Discord's
 * own hosts over https, or an origin the operator configured.
 * @throws AppError `ATTACHMENT_REFUSED`
 */
export function checkAttachmentUrl(address: string, extraOrigins: readonly string[]): URL {
  if (!URL.canParse(address)) throw refused('an address', 'something that is none');
  const url = new URL(address);
  if (url.username || url.password) throw refused('an address without credentials', url.host);
  if (isProxied(url)) return url;
  if (![...cdnOrigins, ...extraOrigins].includes(url.origin))
    throw refused("Discord's own hosts", url.origin);
  if (!attachmentPath.test(url.pathname)) throw refused('the path of an attachment', url.pathname);
  return url;
}

function isProxied({protocol, port, hostname, pathname}: URL): boolean {
  return protocol === 'https:' && port === '' && proxyHost.test(hostname) && proxyPath.test(pathname);
}

function refused(expected: string, came: string): AppError {
  const message = `attachments are taken from ${expected} only, got ${came}`;
  return new AppError('ATTACHMENT_REFUSED', message, {detail: {reason: 'foreignAddress'}});
}
