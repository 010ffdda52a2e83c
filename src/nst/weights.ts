/**
 * Where an encoder comes from: a file the operator names, the cached copy in the data folder, or a download of
 * Keras' official VGG19. Keras files are converted once; afterwards one safetensors file is read at every start.
 */
import {existsSync} from 'node:fs';
import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {basename, dirname, extname, join} from 'node:path';
import {AppError} from '../errors.ts';
import {downloadFile, md5Of, type RemoteFile} from './download.ts';
import type {Encoder} from './encoder.ts';
import {parseEncoder, serializeEncoder} from './encoder-file.ts';
import {readKerasVgg19} from './keras-h5.ts';
import type {EngineOptions} from './protocol.ts';

/** The convolutional part of VGG19 as Keras distributes it (Simonyan & Zisserman, CC BY 4.0). */
export const officialVgg19: RemoteFile = {
  url: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
  bytes: 80_134_624,
  md5: '253f8cb515780f3b799900260a226db6',
};

export type OnLoading = (message: string, fraction?: number) => void;

/**
 * @param options.weights `auto` and `vgg19` mean the cached or downloaded VGG19; anything with a dot or a slash is
 *   the path of a .h5 or .safetensors file
 * @throws AppError `WEIGHTS_UNAVAILABLE` with what to do about it; `NOT_BUILT` for `bundled`
 */
export async function loadEncoder(
  {weights, dataDir}: Pick<EngineOptions, 'weights' | 'dataDir'>,
  onLoading: OnLoading,
  remote: RemoteFile = officialVgg19,
): Promise<Encoder> {
  const cache = join(dataDir, 'weights');
  if (weights === 'bundled') {
    throw new AppError(
      'NOT_BUILT',
      'weights "bundled": the compact encoder is not part of this version; use auto or vgg19',
    );
  }
  if (weights !== 'auto' && weights !== 'vgg19') return loadFile(weights, cache, onLoading);

  const converted = cachedPath(cache, remote.md5);
  if (existsSync(converted)) return parseEncoder(await readFile(converted), basename(converted));

  const downloaded = join(cache, basename(new URL(remote.url).pathname));
  if (!existsSync(downloaded)) await download(remote, downloaded, onLoading);
  return convert(downloaded, converted, onLoading);
}

async function loadFile(path: string, cache: string, onLoading: OnLoading): Promise<Encoder> {
  if (!existsSync(path)) {
    throw new AppError(
      'WEIGHTS_UNAVAILABLE',
      `weights: expected auto, vgg19, bundled or the path of a weights file; there is no file ${path}`,
    );
  }
  const kind = extname(path).toLowerCase();
  if (kind === '.safetensors') return parseEncoder(await readFile(path), basename(path));
  if (kind !== '.h5' && kind !== '.hdf5') {
    throw new AppError(
      'WEIGHTS_UNAVAILABLE',
      `weights: expected a .h5 or .safetensors file, received ${path}`,
    );
  }
  const converted = cachedPath(cache, await md5Of(path));
  if (existsSync(converted)) return parseEncoder(await readFile(converted), basename(converted));
  return convert(path, converted, onLoading);
}

/** Converted files are named after the checksum of what they were made from. */
function cachedPath(cache: string, md5: string): string {
  return join(cache, `vgg19-${md5}.safetensors`);
}

async function convert(source: string, target: string, onLoading: OnLoading): Promise<Encoder> {
  onLoading(`converting ${basename(source)}`);
  const encoder = await readKerasVgg19(source);
  await mkdir(dirname(target), {recursive: true});
  const unfinished = `${target}.${process.pid}`;
  await writeFile(unfinished, serializeEncoder(encoder));
  await rename(unfinished, target);
  return encoder;
}

async function download(remote: RemoteFile, path: string, onLoading: OnLoading): Promise<void> {
  const megabytes = Math.round(remote.bytes / 1e6);
  try {
    await downloadFile(remote, path, (fraction) => onLoading(`downloading VGG19, ${megabytes} MB`, fraction));
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw new AppError(
      'WEIGHTS_UNAVAILABLE',
      `${cause.message}. Fetch the file on another machine, put it here and set ATELIER_WEIGHTS to its path`,
      {cause},
    );
  }
}
