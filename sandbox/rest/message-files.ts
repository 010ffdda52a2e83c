/** The files of a message: an edit keeps those it lists, adds uploads, and removes the others. */
import {AttachmentFlags} from 'discord-api-types/v10';
import type {StoredFile} from '../attachments/store.ts';
import type {Services} from '../services.ts';
import type {Upload} from './body.ts';
import {DiscordError, invalidForm} from './discord-error.ts';

/** An entry in a body's `attachments`. `id` is a file's id, or the n of an uploaded `files[n]`. */
export interface AttachmentEntry {
  id: string | number;
  filename?: string | null | undefined;
  description?: string | null | undefined;
  title?: string | null | undefined;
  is_spoiler?: boolean | null | undefined;
}

type Entries = readonly AttachmentEntry[] | null | undefined;

export interface FileRules {
  uploads: readonly Upload[];
  /** Largest file allowed here, bytes. */
  sizeLimit: number;
  /** Where new files go: `attachments/{channel}` or `ephemeral-attachments/{application}`. */
  folder: string;
  ephemeral: boolean;
}

const maxFiles = 10;

/** @throws DiscordError 50035 if there are more than ten. */
export function requireFewFiles(count: number): void {
  if (count <= maxFiles) return;
  throw invalidForm(['attachments'], 'BASE_TYPE_MAX_LENGTH', `Must be ${maxFiles} or fewer in length.`);
}

/** @throws DiscordError 40005 if one is too large, 50035 if there are too many. */
export function storeUploads(services: Services, entries: Entries, rules: FileRules): Promise<StoredFile[]> {
  requireFewFiles(rules.uploads.length);
  if (rules.uploads.some((upload) => upload.bytes.byteLength > rules.sizeLimit)) {
    throw new DiscordError('requestTooLarge');
  }
  return Promise.all(
    rules.uploads.map((upload) => {
      const entry = entries?.find(({id}) => Number(id) === upload.index);
      const file = {
        filename: entry?.filename ?? upload.filename,
        bytes: upload.bytes,
        contentType: upload.contentType,
        description: entry?.description ?? undefined,
        title: entry?.title ?? undefined,
        spoiler: entry?.is_spoiler ?? undefined,
      };
      return services.attachments.add(rules.folder, file, {ephemeral: rules.ephemeral});
    }),
  );
}

/** Without a list, every file stays. @throws DiscordError 50035 for an entry that is neither a file nor an upload. */
export function keptFiles(
  files: readonly StoredFile[],
  entries: Entries,
  uploads: readonly Upload[],
): StoredFile[] {
  if (entries === undefined) return [...files];
  return (entries ?? []).flatMap((entry, position) => {
    const file = files.find(({id}) => id === String(entry.id));
    if (file) return [relabelled(file, entry)];
    if (uploads.some(({index}) => index === Number(entry.id))) return [];
    const message = `Unknown attachment ${entry.id}.`;
    throw invalidForm(['attachments', position, 'id'], 'UNKNOWN_ATTACHMENT', message);
  });
}

/** Changes description and spoiler; null removes the description. */
function relabelled(file: StoredFile, entry: AttachmentEntry): StoredFile {
  const {description: before, ...rest} = file;
  const description = entry.description === undefined ? before : entry.description;
  const spoiler = entry.is_spoiler ?? (file.flags & AttachmentFlags.IsSpoiler) !== 0;
  return {
    ...rest,
    flags: spoiler ? AttachmentFlags.IsSpoiler : 0,
    ...(description && {description}),
  };
}
