/** Sizes for people to read, and boxes that fit. */

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(2)} MB`;
}

/** The largest box of the picture's shape inside `most`, but never larger than the picture. */
export function fitInside(
  picture: {width: number; height: number},
  most: {width: number; height: number},
): {width: number; height: number} {
  const scale = Math.min(1, most.width / picture.width, most.height / picture.height);
  return {width: Math.round(picture.width * scale), height: Math.round(picture.height * scale)};
}
