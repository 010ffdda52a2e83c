/** Luminance of a photo, and how much of it is fine detail. */
import type {Photo} from '../../src/images/photo.ts';

/** ITU-R BT.601, 0–255, [height, width]. */
export function luminance({width, height, data}: Photo): Float64Array {
  return Float64Array.from(
    {length: width * height},
    (_, pixel) =>
      0.299 * (data[3 * pixel] as number) +
      0.587 * (data[3 * pixel + 1] as number) +
      0.114 * (data[3 * pixel + 2] as number),
  );
}

/** Share of the energy of luminance above half the Nyquist frequency in either direction, without the mean. */
export function highFrequencies(photo: Photo): number {
  const {width, height} = photo;
  const luma = luminance(photo);
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  const rows = transformLines(
    luma.map((value) => value - mean),
    new Float64Array(luma.length),
    width,
    height,
  );
  const {real, imaginary} = transformLines(rows.real, rows.imaginary, height, width);
  let [fine, total] = [0, 0];
  // Transposed twice: [height, width] again.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const power = (real[at] as number) ** 2 + (imaginary[at] as number) ** 2;
      const frequency = Math.max(Math.min(x, width - x) / width, Math.min(y, height - y) / height);
      if (frequency > 0.25) fine += power;
      total += power;
    }
  }
  return total > 0 ? fine / total : 0;
}

/** The discrete Fourier transform of every line of [lines, length]; the result is transposed, [length, lines]. */
function transformLines(real: Float64Array, imaginary: Float64Array, length: number, lines: number) {
  const result = {real: new Float64Array(real.length), imaginary: new Float64Array(real.length)};
  const cosines = Float64Array.from({length}, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sines = Float64Array.from({length}, (_, k) => Math.sin((2 * Math.PI * k) / length));
  for (let line = 0; line < lines; line++) {
    for (let frequency = 0; frequency < length; frequency++) {
      let [re, im] = [0, 0];
      for (let at = 0; at < length; at++) {
        const phase = (frequency * at) % length;
        const [x, y] = [real[line * length + at] as number, imaginary[line * length + at] as number];
        const [c, s] = [cosines[phase] as number, sines[phase] as number];
        re += x * c + y * s;
        im += y * c - x * s;
      }
      result.real[frequency * lines + line] = re;
      result.imaginary[frequency * lines + line] = im;
    }
  }
  return result;
}
