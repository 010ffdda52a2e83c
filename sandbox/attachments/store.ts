/**
 * Every file the sandbox serves, under the paths Discord's CDN uses. Bytes stay until the sandbox closes, even if the
 * message that showed them is edited, so a test can look at each frame afterwards.
 */
import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto';
import {AttachmentFlags} from 'discord-api-types/v10';
import sharp from 'sharp';
import type {Clock} from '../clock.ts';
import type {SnowflakeSource} from '../snowflake.ts';
import {contentTypeOf} from './content-types.ts';

/** How a download misbehaves. */
export type Delivery =
  | {kind: 'drip'; bytesPerSecond: number}
  /** The connection breaks after this many bytes. */
  | {kind: 'cut'; afterBytes: number}
  /** Nothing comes after this many bytes, but the connection stays open. */
  | {kind: 'stall'; afterBytes: number}
  | {kind: 'status'; status: number};

export interface NewFile {
  filename: string;
  bytes: Uint8Array;
  /** MIME type. Default: guessed from the filename, as Discord does. */
  contentType?: string | undefined;
  /** The size in bytes that the attachment object claims. Default: the true size. */
  declaredSize?: number | undefined;
  delivery?: Delivery | undefined;
  description?: string | undefined;
  title?: string | undefined;
  spoiler?: boolean | undefined;
}

export interface StoredFile {
  readonly id: string;
  readonly path: string;
  readonly filename: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
  readonly description?: string;
  readonly title?: string;
  readonly flags: number;
  readonly ephemeral: boolean;
  readonly delivery?: Delivery;
}

/** Signed URLs are valid for one day. */
const urlLifetimeMs = 24 * 60 * 60 * 1000;

export class AttachmentStore {
  readonly #clock: Clock;
  readonly #ids: SnowflakeSource;
  readonly #origin: string;
  readonly #key = randomBytes(32);
  readonly #files = new Map<string, StoredFile>();

  constructor(parts: {clock: Clock; ids: SnowflakeSource; origin: string}) {
    this.#clock = parts.clock;
    this.#ids = parts.ids;
    this.#origin = parts.origin;
  }

  /** `folder` is `attachments/{channel}` or `ephemeral-attachments/{application}`. */
  async add(folder: string, file: NewFile, options: {ephemeral: boolean}): Promise<StoredFile> {
    const id = this.#ids.next();
    const filename = safeFilename(file.filename);
    const contentType = file.contentType ?? contentTypeOf(filename);
    const spoiler = file.spoiler ?? filename.startsWith('SPOILER_');
    const stored: StoredFile = {
      id,
      path: `/${folder}/${id}/${encodeURIComponent(filename)}`,
      filename,
      bytes: file.bytes,
      contentType,
      size: file.declaredSize ?? file.bytes.byteLength,
      ...(await imageSize(file.bytes, contentType)),
      ...(file.description && {description: file.description}),
      ...(file.title && {title: file.title}),
      flags: spoiler ? AttachmentFlags.IsSpoiler : 0,
      ephemeral: options.ephemeral,
      ...(file.delivery && {delivery: file.delivery}),
    };
    this.#files.set(stored.path, stored);
    return stored;
  }

  find(path: string): StoredFile | undefined {
    return this.#files.get(path);
  }

  signedUrl(file: StoredFile): string {
    const issuedAt = Math.floor(this.#clock.now() / 1000);
    const ex = (issuedAt + urlLifetimeMs / 1000).toString(16);
    const is = issuedAt.toString(16);
    return `${this.#origin}${file.path}?ex=${ex}&is=${is}&hm=${this.#sign(file.path, ex, is)}&`;
  }

  /** Whether the query carries our signature for this path, not yet expired. */
  isSigned(path: string, query: URLSearchParams): boolean {
    const parameter = (name: string) => query.get(name) ?? '';
    const ex = parameter('ex');
    const expected = Buffer.from(this.#sign(path, ex, parameter('is')));
    const given = Buffer.from(parameter('hm'));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return this.#clock.now() < Number.parseInt(ex, 16) * 1000;
  }

  #sign(path: string, ex: string, is: string): string {
    return createHmac('sha256', this.#key).update(`${path}?ex=${ex}&is=${is}`).digest('hex');
  }
}

/** Discord keeps only letters, digits, dots, dashes and underscores in a filename. */
function safeFilename(name: string): string {
  return (
    name
      .normalize('NFC')
      .replace(/\s+/g, '_')
      .replace(/[^\p{L}\p{N}._-]/gu, '') || 'unknown'
  );
}

/** Width and height from the file's header; empty if the file is not an image or its header cannot be read. */
async function imageSize(
  bytes: Uint8Array,
  contentType: string | undefined,
): Promise<{width?: number; height?: number}> {
  if (!contentType?.startsWith('image/')) return {};
  const header = sharp(bytes, {limitInputPixels: false});
  const metadata = await header.metadata().catch(() => undefined);
  return metadata ? {width: metadata.width, height: metadata.height} : {};
}
