import type {APIAttachment, APIMessage, Attachment, Embed, Message, MessageSnapshot} from 'discord.js';
import type {RemoteImage} from '../attachments/fetch-image.ts';
import {isSpoilerName} from '../messages/view/spoiler.ts';

/** A message has at most ten embeds. The picker keeps its images in embeds and needs one for its paintings. */
export const maxImages = 9;
const imageNames = /\.(?:png|gif|jpe?g|jpe|jfif|webp|avif|hei[cf]|hif|jxl|tiff?|bmp)$/i;

/** The pictures of a message and of those it forwards: first attached ones, then Discord's previews of links. */
export function imagesOf(
  message: Pick<Message, 'attachments' | 'embeds' | 'messageSnapshots'>,
): RemoteImage[] {
  const parts: Pick<MessageSnapshot, 'attachments' | 'embeds'>[] = [
    message,
    ...message.messageSnapshots.values(),
  ];
  const attached = parts.flatMap(({attachments}) =>
    [...attachments.values()].filter(isImage).map(fromAttachment),
  );
  const linked = parts.flatMap(({embeds}) => embeds.flatMap(fromEmbed));
  return [...attached, ...linked].slice(0, maxImages);
}

/** The same of what the gateway sends; Discord adds previews of links only later. */
export function attachedImagesOf({
  attachments,
  message_snapshots: snapshots,
}: Pick<APIMessage, 'attachments' | 'message_snapshots'>): RemoteImage[] {
  const forwarded = snapshots?.flatMap(({message}) => message?.attachments ?? []) ?? [];
  return [...(attachments ?? []), ...forwarded]
    .map(({filename: name, content_type: contentType, width, url, size}: APIAttachment) => ({
      ...{url, size, name, width, contentType},
      spoiler: isSpoilerName(name),
    }))
    .filter(isImage)
    .slice(0, maxImages)
    .map(({url, size, name, spoiler}) => ({url, size, name, spoiler}));
}

/**
 * Goes by what the client declared or by the name: clients declare nothing, or nothing useful, for kinds they do not
 * know. The file itself is checked when it is fetched, which says what is wrong with it.
 */
function isImage({
  contentType,
  name,
  width,
}: {
  contentType?: string | null | undefined;
  name: string;
  width?: number | null | undefined;
}): boolean {
  if (contentType?.startsWith('image/')) return true;
  const isKnown = contentType && contentType !== 'application/octet-stream';
  return !isKnown && (imageNames.test(name) || typeof width === 'number');
}

function fromAttachment({url, size, name, spoiler}: Attachment): RemoteImage {
  return {url, size, name, spoiler};
}

/** Uses Discord's own copy of the picture, never the URL that somebody wrote. */
function fromEmbed({image, thumbnail}: Embed): RemoteImage[] {
  const url = image?.proxyURL ?? thumbnail?.proxyURL;
  if (url === undefined || !URL.canParse(url)) return [];
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return [{url, size: 0, name, spoiler: false}];
}
