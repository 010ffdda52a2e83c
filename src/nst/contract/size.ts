/** Sizes of images and feature maps, in pixels or positions. */

export interface Size {
  width: number;
  height: number;
}

export function areaOf({width, height}: Size): number {
  return width * height;
}
