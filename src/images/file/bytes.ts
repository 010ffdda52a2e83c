/** Reads numbers from a file that may end anywhere or lie. Past the end everything is zero, so callers need no checks. */
export interface Reader {
  readonly bytes: Uint8Array;
  readonly length: number;
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  /** Big-endian, 1 to 6 bytes; 8 bytes as far as a double is exact. */
  uint(at: number, size: number): number;
  u16le(at: number): number;
  u32le(at: number): number;
  /** Latin-1. */
  text(at: number, size: number): string;
  slice(start: number, end: number): Reader;
}

export function readerOf(bytes: Uint8Array): Reader {
  const u8 = (at: number): number => bytes[at] ?? 0;
  const uint = (at: number, size: number): number => {
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + u8(at + index);
    return value;
  };
  return {
    bytes,
    length: bytes.length,
    u8,
    uint,
    u16: (at) => uint(at, 2),
    u32: (at) => uint(at, 4),
    u16le: (at) => u8(at) + 256 * u8(at + 1),
    u32le: (at) => u8(at) + 256 * u8(at + 1) + 65_536 * u8(at + 2) + 16_777_216 * u8(at + 3),
    text: (at, size) => String.fromCharCode(...bytes.subarray(at, at + size)),
    slice: (start, end) => readerOf(bytes.subarray(Math.min(start, bytes.length), Math.max(start, end))),
  };
}
