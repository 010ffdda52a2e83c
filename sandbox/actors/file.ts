import type {Delivery, NewFile} from '../attachments/store.ts';

/** A file a scripted user attaches. */
export class FileInput {
  readonly file: NewFile;

  constructor(file: NewFile) {
    this.file = file;
  }
}

export interface FileOptions {
  /** What the attachment object claims to be; default by the filename. */
  contentType?: string;
  /** What the attachment object claims to weigh; default the truth. */
  declaredSize?: number;
  /** Makes the download slow or broken. */
  delivery?: Delivery;
  description?: string;
  /** Prefixes the name with `SPOILER_`, as the client does. */
  spoiler?: boolean;
}

/** `file('cat.jpg', bytes)`; the name, type and size it claims need not be true. */
export function file(filename: string, bytes: Uint8Array, options: FileOptions = {}): FileInput {
  const {spoiler, ...claims} = options;
  return new FileInput({filename: spoiler ? `SPOILER_${filename}` : filename, bytes, ...claims});
}
