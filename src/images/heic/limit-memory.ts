interface WasmMemory {
  buffer: ArrayBuffer;
  /** In pages of 64 KiB. */
  grow(pages: number): number;
}
interface WithWebAssembly {
  WebAssembly: {Memory: {prototype: WasmMemory}};
}

/**
 * Makes WebAssembly modules of this process run out of memory beyond a limit: they see that their memory cannot grow,
 * as if the machine had no more. Node has no setting for this.
 * @returns says whether a module has asked for more
 */
export function limitWasmMemory(mostBytes: number): () => boolean {
  const {prototype} = (globalThis as unknown as WithWebAssembly).WebAssembly.Memory;
  const {grow} = prototype;
  let ranOut = false;
  prototype.grow = function growWithin(this: WasmMemory, pages) {
    if (this.buffer.byteLength + pages * 65_536 > mostBytes) {
      ranOut = true;
      throw new RangeError(`expected at most ${mostBytes} bytes of memory`);
    }
    return grow.call(this, pages);
  };
  return () => ranOut;
}
