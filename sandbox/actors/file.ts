import type {Delivery, NewFile} from '../attachments/store.ts';

/** A file a scripted user attaches. */
export class FileInput {
  readonly file: NewFile;

  constructor(file: NewFile) {
    this.file = file;
  }
}

export interface FileOptions {
  /** The type that the attachment object claims. Default: guessed from the filename. */
  contentType?: string;
  /** The size in bytes that the attachment object claims. Default: the true size. */
  declaredSize?: number;
  /** Makes the download slow or broken. */
  delivery?: Delivery;
  description?: string;
  /** True puts `SPOILER_` before the name, as the client does. */
  spoiler?: boolean;
}

/** `file('cat.jpg', bytes)`. The claimed name, type and size need not be true. */
export function file(filename: string, bytes: Uint8Array, options: FileOptions = {}): FileInput {
  const {spoiler, ...claims} = options;
  return new FileInput({filename: spoiler ? `SPOILER_${filename}` : filename, bytes, ...claims});
}
