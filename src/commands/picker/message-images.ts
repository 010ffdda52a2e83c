import type {Attachment, Embed, Message, MessageSnapshot} from 'discord.js';
import type {RemoteImage} from '../attachments/fetch-image.ts';

/** Discord's limit for the embeds of a message: the picker keeps its images in embeds. */
const maxImages = 10;
const imageNames = /\.(?:png|gif|jpe?g|jfif|webp|avif)$/i;

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

/** Goes by what the client declared; the file itself is checked when it is fetched. */
function isImage({contentType, name}: Attachment): boolean {
  return contentType?.startsWith('image/') ?? imageNames.test(name);
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
