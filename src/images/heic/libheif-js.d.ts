/** The part of libheif-js that we use; the package describes another of its builds. */
declare module 'libheif-js/wasm-bundle.js' {
  /** Opaque; native memory that the caller frees. */
  interface Context {
    readonly context: unique symbol;
  }
  interface Handle {
    readonly handle: unique symbol;
    /** Present when this is an error instead. */
    code?: unknown;
    message?: string;
  }
  interface Plane {
    width: number;
    height: number;
    /** Bytes from one row to the next. */
    stride: number;
    bits_per_pixel: number;
    /** A view of the decoder's memory: valid until the next call. */
    data: Uint8Array<ArrayBuffer>;
  }
  interface Decoded {
    /** A wrapper of the C library's image. */
    image?: {readonly $$: {ptr: number}};
    channels?: Plane[];
    message?: string;
  }

  const libheif: {
    heif_error_code: {heif_error_Ok: unknown};
    heif_colorspace: {heif_colorspace_RGB: unknown};
    heif_chroma: Record<
      | 'heif_chroma_interleaved_RGB'
      | 'heif_chroma_interleaved_RGBA'
      | 'heif_chroma_interleaved_RRGGBB_LE'
      | 'heif_chroma_interleaved_RRGGBBAA_LE',
      unknown
    >;
    heif_context_alloc(): Context;
    heif_context_read_from_memory(context: Context, bytes: Uint8Array): {code: unknown; message: string};
    heif_js_context_get_primary_image_handle(context: Context): Handle;
    heif_image_handle_has_alpha_channel(handle: Handle): number;
    /** With `most` 0, says how many warnings there are. */
    _heif_image_get_decoding_warnings(image: number, first: number, out: number, most: number): number;
    heif_js_decode_image2(handle: Handle, colorspace: unknown, chroma: unknown): Decoded;
  };
  export default libheif;
}
