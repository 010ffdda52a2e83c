/**
 * Embeds and components as the API returns them: what was sent, with Discord's defaults filled in and
 * `attachment://name` references replaced by URLs.
 */
import {
  type APIEmbed,
  type APIEmbedImage,
  type APIMessageTopLevelComponent,
  ComponentType,
  EmbedType,
} from 'discord-api-types/v10';
import type {StoredFile} from '../attachments/store.ts';

export interface MediaSource {
  files: readonly StoredFile[];
  sign(file: StoredFile): string;
}

type Tree = {[key: string]: unknown};

export function componentPayloads(
  components: readonly APIMessageTopLevelComponent[],
  source: MediaSource,
): APIMessageTopLevelComponent[] {
  const counter = {last: 0};
  // Filling in defaults keeps each component's shape; the official response schema checks the result.
  return components.map((component) =>
    complete({...component}, source, counter),
  ) as unknown as APIMessageTopLevelComponent[];
}

export function embedPayloads(embeds: readonly APIEmbed[], source: MediaSource): APIEmbed[] {
  return embeds.map((embed) => ({
    ...withoutNulls(embed),
    type: embed.type ?? EmbedType.Rich,
    ...(embed.fields && {fields: embed.fields.map((field) => ({...field, inline: field.inline ?? false}))}),
    ...(embed.image && {image: embedImage(embed.image, source)}),
    ...(embed.thumbnail && {thumbnail: embedImage(embed.thumbnail, source)}),
  }));
}

/** Files that embeds show. The message does not list them among its attachments. */
export function filesShownByEmbeds(
  embeds: readonly APIEmbed[],
  files: readonly StoredFile[],
): Set<StoredFile> {
  const urls = embeds.flatMap((embed) => [embed.image?.url, embed.thumbnail?.url]);
  return new Set(files.filter((file) => urls.includes(`attachment://${file.filename}`)));
}

function embedImage(image: APIEmbedImage, source: MediaSource): APIEmbedImage {
  const file = referenced(image.url, source);
  if (!file) return withoutNulls(image);
  const url = source.sign(file);
  return {
    url,
    proxy_url: url,
    ...(file.width !== undefined && {width: file.width}),
    ...(file.height !== undefined && {height: file.height}),
  };
}

function complete(component: Tree, source: MediaSource, counter: {last: number}): Tree {
  const filled = withoutNulls(component);
  counter.last = typeof filled.id === 'number' && filled.id > 0 ? filled.id : counter.last + 1;
  filled.id = counter.last;
  const inner = (value: unknown) => (isTree(value) ? complete({...value}, source, counter) : value);
  if (Array.isArray(filled.components)) filled.components = filled.components.map(inner);
  if (filled.accessory) filled.accessory = inner(filled.accessory);
  return {...filled, ...defaultsFor(filled, source)};
}

function defaultsFor(component: Tree, source: MediaSource): Tree {
  switch (component.type) {
    case ComponentType.StringSelect:
    case ComponentType.UserSelect:
    case ComponentType.RoleSelect:
    case ComponentType.MentionableSelect:
    case ComponentType.ChannelSelect:
      return {min_values: component.min_values ?? 1, max_values: component.max_values ?? 1};
    case ComponentType.Container:
      return {accent_color: component.accent_color ?? null, spoiler: component.spoiler ?? false};
    case ComponentType.Separator:
      return {spacing: component.spacing ?? 1, divider: component.divider ?? true};
    case ComponentType.Thumbnail:
      return mediaItem(component, source);
    case ComponentType.MediaGallery:
      return {
        items: Array.isArray(component.items)
          ? component.items.filter(isTree).map((item) => mediaItem(item, source))
          : [],
      };
    case ComponentType.File: {
      const file = referenced(urlOf(component.file), source);
      return {
        file: unfurled(component.file, source),
        name: file?.filename ?? null,
        size: file?.size ?? null,
        spoiler: component.spoiler ?? false,
      };
    }
    default:
      return {};
  }
}

function mediaItem(item: Tree, source: MediaSource): Tree {
  return {
    media: unfurled(item.media, source),
    description: item.description ?? null,
    spoiler: item.spoiler ?? false,
  };
}

function unfurled(media: unknown, source: MediaSource): Tree {
  const url = urlOf(media);
  const file = referenced(url, source);
  if (!file) return {id: '0', url, proxy_url: url};
  const signed = source.sign(file);
  return {
    id: file.id,
    attachment_id: file.id,
    url: signed,
    proxy_url: signed,
    width: file.width ?? null,
    height: file.height ?? null,
    content_type: file.contentType ?? null,
  };
}

function referenced(url: string, source: MediaSource): StoredFile | undefined {
  return source.files.find((file) => url === `attachment://${file.filename}`);
}

function urlOf(media: unknown): string {
  return isTree(media) && typeof media.url === 'string' ? media.url : '';
}

/** Requests may hold null for "nothing"; answers leave the key out. The type stays the same. */
function withoutNulls<T extends object>(value: T): T {
  const kept = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined);
  return Object.fromEntries(kept) as T;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
