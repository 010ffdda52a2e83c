/** Decodes HEIC with libheif and libde265, compiled to WebAssembly. */
import {crc32, deflateSync} from 'node:zlib';
import libheif from 'libheif-js/wasm-bundle.js';
import sharp from 'sharp';
import {readHeif} from '../file/heif.ts';

/**
 * The primary picture, turned as the file says, with no side longer than `maxSide`, as a PNG that states the colours
 * the HEIC states.
 * @throws Error with the library's message
 */
export async function heicToPng(bytes: Uint8Array, bitDepth: number, maxSide: number): Promise<Buffer> {
  const {width, height, stride, data, channels, bits} = decode(bytes, bitDepth > 8);
  const depth = bits > 8 ? 2 : 1;
  const samples = depth === 2 ? stretched(data, bits) : data;
  const rowPixels = stride / (channels * depth);
  const png = await sharp(samples, {raw: {width: rowPixels, height, channels}, limitInputPixels: false})
    .extract({left: 0, top: 0, width, height})
    .resize({width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true})
    .toColourspace(depth === 2 ? 'rgb16' : 'srgb')
    .png({compressionLevel: 1})
    .toBuffer();
  return withColours(png, bytes);
}

interface Pixels {
  width: number;
  height: number;
  /** Bytes from one row to the next. */
  stride: number;
  data: Uint8Array<ArrayBuffer>;
  channels: 3 | 4;
  bits: number;
}

/** What it allocates is not freed: the process ends. */
function decode(bytes: Uint8Array, deep: boolean): Pixels {
  const {heif_chroma: chroma, heif_colorspace: colorspace} = libheif;
  const context = libheif.heif_context_alloc();
  const {code, message} = libheif.heif_context_read_from_memory(context, bytes);
  if (code !== libheif.heif_error_code.heif_error_Ok) throw new Error(message);
  const handle = libheif.heif_js_context_get_primary_image_handle(context);
  if (handle.code !== undefined) throw new Error(handle.message);
  const channels = libheif.heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
  const layout = deep
    ? channels === 4
      ? chroma.heif_chroma_interleaved_RRGGBBAA_LE
      : chroma.heif_chroma_interleaved_RRGGBB_LE
    : channels === 4
      ? chroma.heif_chroma_interleaved_RGBA
      : chroma.heif_chroma_interleaved_RGB;
  const decoded = libheif.heif_js_decode_image2(handle, colorspace.heif_colorspace_RGB, layout);
  const plane = decoded.channels?.[0];
  if (!plane || !decoded.image) throw new Error(decoded.message ?? 'no pixels');
  // A tile that cannot be decoded becomes one colour, with a warning.
  const warnings = libheif._heif_image_get_decoding_warnings(decoded.image.$$.ptr, 0, 0, 0);
  if (warnings > 0) throw new Error(`${warnings} parts cannot be decoded`);
  return {...plane, channels, bits: deep ? plane.bits_per_pixel : 8};
}

/** Samples of `bits` bits as 16 bits, in place. */
function stretched(data: Uint8Array<ArrayBuffer>, bits: number): Uint16Array<ArrayBuffer> {
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const factor = 65_535 / (2 ** bits - 1);
  for (let index = 0; index < samples.length; index++)
    samples[index] = Math.round((samples[index] as number) * factor);
  return samples;
}

const afterHeader = 33;

function withColours(png: Uint8Array, heic: Uint8Array): Buffer {
  const picture = readHeif(heic);
  const chunks: Buffer[] = [];
  if (picture?.icc) {
    chunks.push(chunk('iCCP', Buffer.concat([Buffer.from('heic\0\0', 'latin1'), deflateSync(picture.icc)])));
  } else if (picture?.nclx) {
    const {primaries, transfer} = picture.nclx;
    chunks.push(chunk('cICP', Buffer.from([primaries, transfer, 0, 1])));
    const nits = picture.maxContentNits ?? picture.maxDisplayNits;
    if (nits !== undefined) chunks.push(chunk('cLLI', lightLevel(nits)));
  }
  return Buffer.concat([png.subarray(0, afterHeader), ...chunks, png.subarray(afterHeader)]);
}

/** In 0.0001 cd/m²; the average is not known. */
function lightLevel(nits: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeUInt32BE(Math.min(0xffffffff, Math.round(nits * 10_000)));
  return data;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}
