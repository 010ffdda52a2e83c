import {AppError} from '../../errors.ts';

const cdnOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const attachmentPath = /^\/(?:ephemeral-)?attachments\//;

/** Where Discord serves its own copies of pictures from links, so that no other server is contacted. */
const proxyHost = /^images-ext-\d+\.discordapp\.net$/;
const proxyPath = /^\/external\//;

/**
 * Checks where an attachment would be fetched from. Even URLs that come from Discord are not trusted: they must lead to
 * one of Discord's own hosts over https, or to an origin the operator configured.
 * @throws AppError `ATTACHMENT_REFUSED`
 */
export function checkAttachmentUrl(address: string, extraOrigins: readonly string[]): URL {
  if (!URL.canParse(address)) throw refused('valid URLs', 'an invalid one');
  const url = new URL(address);
  if (url.username || url.password) throw refused('URLs without credentials', url.host);
  if (isProxied(url)) return url;
  if (![...cdnOrigins, ...extraOrigins].includes(url.origin))
    throw refused("Discord's own hosts", url.origin);
  if (!attachmentPath.test(url.pathname)) throw refused('attachment paths', url.pathname);
  return url;
}

function isProxied({protocol, port, hostname, pathname}: URL): boolean {
  return protocol === 'https:' && port === '' && proxyHost.test(hostname) && proxyPath.test(pathname);
}

function refused(expected: string, came: string): AppError {
  const message = `attachments: expected ${expected}, got ${came}`;
  return new AppError('ATTACHMENT_REFUSED', message, {detail: {reason: 'foreignAddress'}});
}
