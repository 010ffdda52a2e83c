/**
 * Loads an encoder from the product's own folder, a file the operator names, the cached copy in the data folder, or a
 * download of Keras' official VGG19. A Keras file is converted once; after that, each start reads one safetensors file.
 */
import {existsSync} from 'node:fs';
import {access, constants, mkdir, readFile, rm, stat} from 'node:fs/promises';
import {basename, extname, join} from 'node:path';
import {AppError} from '../../errors.ts';
import {replaceWhole} from '../../system/whole-file.ts';
import type {EngineOptions} from '../contract/protocol.ts';
import {convertKerasVgg19} from './conversion.ts';
import {downloadFile, md5Of, type RemoteFile} from './download-file.ts';
import type {Encoder} from './encoder.ts';
import {openEncoder, parseEncoder} from './encoder-file.ts';

/** The convolutional part of VGG19 as Keras distributes it (Simonyan & Zisserman, CC BY 4.0). */
export const officialVgg19: RemoteFile = {
  url: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
  bytes: 80_134_624,
  md5: '253f8cb515780f3b799900260a226db6',
};

export type OnLoading = (message: string, fraction?: number) => void;

/** The compact encoder that comes with the product; see the model card beside it. */
export const bundledEncoder = new URL('../../../assets/models/atelier-compact.safetensors', import.meta.url);

/** @throws AppError `WEIGHTS_UNAVAILABLE` when the file is missing or damaged. */
export async function loadBundled(): Promise<Encoder> {
  const name = basename(bundledEncoder.pathname);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(bundledEncoder);
  } catch (cause) {
    throw new AppError('WEIGHTS_UNAVAILABLE', `assets/models/${name} is missing from this installation`, {
      cause,
    });
  }
  return parseEncoder(bytes, name);
}

/**
 * VGG19 from this machine: `vgg19File`, the converted copy, or a finished download. Undefined when there is none.
 * @throws AppError `WEIGHTS_UNAVAILABLE`
 */
export async function findVgg19(
  {vgg19File, dataDir}: Pick<EngineOptions, 'vgg19File' | 'dataDir'>,
  onLoading: OnLoading,
  remote: RemoteFile = officialVgg19,
): Promise<Encoder | undefined> {
  const {cache, converted, downloaded} = placesOf(dataDir, remote);
  if (vgg19File) return loadNamed(vgg19File, dataDir, onLoading);
  const cached = await readCache(converted, onLoading);
  if (cached) return cached;
  if (existsSync(downloaded)) return convert(downloaded, cache, remote.md5, onLoading);
  return undefined;
}

async function loadNamed(path: string, dataDir: string, onLoading: OnLoading): Promise<Encoder> {
  try {
    return await loadFile(path, dataDir, onLoading);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    const {message} = cause;
    const reason = message.includes(path) ? message : `${path} cannot be used: ${message}`;
    throw new AppError('WEIGHTS_UNAVAILABLE', `ATELIER_WEIGHTS: ${reason}`, {cause});
  }
}

/** Downloads VGG19 and converts it. @throws AppError `WEIGHTS_UNAVAILABLE` that says what to do */
export async function fetchVgg19(
  dataDir: string,
  onLoading: OnLoading,
  remote: RemoteFile = officialVgg19,
): Promise<Encoder> {
  const {cache, downloaded} = placesOf(dataDir, remote);
  const megabytes = Math.round(remote.bytes / 1e6);
  try {
    await downloadFile(remote, downloaded, (fraction) =>
      onLoading(`downloading VGG19, ${megabytes} MB`, fraction),
    );
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw new AppError(
      'WEIGHTS_UNAVAILABLE',
      `${cause.message}. Fetch the file on another machine, put it here and set ATELIER_WEIGHTS to its path`,
      {cause},
    );
  }
  const encoder = await convert(downloaded, cache, remote.md5, onLoading);
  await rm(downloaded);
  return encoder;
}

/** Loads an encoder from a file that the operator names. @throws AppError `WEIGHTS_UNAVAILABLE` */
export async function loadFile(path: string, dataDir: string, onLoading: OnLoading): Promise<Encoder> {
  const kind = extname(path).toLowerCase();
  if (!['.safetensors', '.h5', '.hdf5'].includes(kind))
    throw new AppError('WEIGHTS_UNAVAILABLE', `expected a .h5 or .safetensors file, received ${path}`);
  await requireReadable(path);
  if (kind === '.safetensors') return parseEncoder(await readFile(path), basename(path));
  const cache = join(dataDir, 'weights');
  const md5 = await md5Of(path);
  return (await readCache(convertedPath(cache, md5), onLoading)) ?? convert(path, cache, md5, onLoading);
}

async function requireReadable(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isFile()) throw new Error('it is a folder');
    await access(path, constants.R_OK);
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code ?? message})`;
    throw new AppError('WEIGHTS_UNAVAILABLE', reason, {cause});
  }
}

/** Path of the converted copy of the official VGG19, if `atelier weights` or the bot has put it there. */
export function cachedVgg19(dataDir: string): string | undefined {
  const {converted} = placesOf(dataDir, officialVgg19);
  return existsSync(converted) ? converted : undefined;
}

/** Opens a converted copy. A damaged one, from a power cut for example, is removed and made again. */
async function readCache(path: string, onLoading: OnLoading): Promise<Encoder | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    return openEncoder(path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    onLoading(`removing a damaged file: ${error.message}`);
    await rm(path);
    return undefined;
  }
}

function placesOf(
  dataDir: string,
  remote: RemoteFile,
): {cache: string; converted: string; downloaded: string} {
  const cache = join(dataDir, 'weights');
  return {
    cache,
    converted: convertedPath(cache, remote.md5),
    downloaded: join(cache, basename(new URL(remote.url).pathname)),
  };
}

/** Converted files are named after the checksum of their source. */
function convertedPath(cache: string, md5: string): string {
  return join(cache, `vgg19-${md5}.safetensors`);
}

async function convert(source: string, cache: string, md5: string, onLoading: OnLoading): Promise<Encoder> {
  onLoading(`converting ${basename(source)}`);
  const target = convertedPath(cache, md5);
  await mkdir(cache, {recursive: true});
  await replaceWhole(target, (unfinished) => convertKerasVgg19(source, unfinished));
  return openEncoder(target);
}
