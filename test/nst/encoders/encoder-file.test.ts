import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Convolution} from '../../../src/nst/encoders/encoder.ts';
import {openEncoder, parseEncoder, serializeEncoder} from '../../../src/nst/encoders/encoder-file.ts';
import {parseSafetensors} from '../../../src/nst/encoders/safetensors.ts';
import {tinyEncoder} from '../../fixtures/weights.ts';

describe('an encoder file', () => {
  test('is read back exactly, even from a pooled Buffer', () => {
    const encoder = tinyEncoder();
    const bytes = serializeEncoder(encoder);
    expect(parseEncoder(bytes, 'x')).toEqual(encoder);
    expect(parseEncoder(Buffer.concat([Buffer.from('abc'), bytes]).subarray(3), 'x')).toEqual(encoder);
  });

  test('says what pooling it was made for, if any', () => {
    const encoder = {...tinyEncoder(), pooling: 'average'} as const;
    expect(parseEncoder(serializeEncoder(encoder), 'x')).toEqual(encoder);
    const unheardOf = serializeEncoder({...encoder, pooling: 'median' as 'average'});
    expect(() => parseEncoder(unheardOf, 'w')).toThrow(
      'w: pooling: expected average or max, received median',
    );
  });

  test('is refused if one byte of a tensor has changed', () => {
    const bytes = serializeEncoder(tinyEncoder());
    bytes[bytes.length - 1]! ^= 1;
    expect(() => parseEncoder(bytes, 'weights.safetensors')).toThrow('weights.safetensors: checksum');
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('this is a text, not a tensor file')],
    ['half of it', serializeEncoder(tinyEncoder()).subarray(0, 2000)],
  ])('is refused with a clear message if it is %s', (_, bytes) => {
    expect(() => parseEncoder(bytes, 'w')).toThrow(expect.objectContaining({code: 'WEIGHTS_UNAVAILABLE'}));
  });

  test('opened on the disk is the same encoder, with each kernel read only when it is needed', async () => {
    const encoder = tinyEncoder();
    const path = join(await mkdtemp(join(tmpdir(), 'atelier-encoder-')), 'tiny.safetensors');
    await writeFile(path, serializeEncoder(encoder));
    const opened = openEncoder(path);
    expect(opened).toEqual(encoder);
    const [{kernel}] = opened.convolutions as [Convolution];
    expect(opened.convolutions[0]!.kernel).not.toBe(kernel);

    await rm(path);
    expect(() => opened.convolutions[0]!.kernel).toThrow(
      expect.objectContaining({
        code: 'WEIGHTS_UNAVAILABLE',
        message: expect.stringContaining('tiny.safetensors: ENOENT'),
      }),
    );
  });

  test('may hold half-precision tensors', () => {
    const header = Buffer.from(JSON.stringify({a: {dtype: 'F16', shape: [5], data_offsets: [0, 10]}}));
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const {tensors} = parseSafetensors(Buffer.concat([length, header, Buffer.from(halves.buffer)]));
    expect(tensors.get('a')?.data).toBeAllClose([1, -2, 0.333251953125, 2 ** -24, 65504], {
      relative: 0,
      absolute: 1e-12,
    });
  });
});
