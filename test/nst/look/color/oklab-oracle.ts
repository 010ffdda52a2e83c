/**
 * OKLab by another way than the product's: sRGB to XYZ (IEC 61966-2-1), and Ottosson's first pair of matrices, from XYZ.
 * It agrees with his table, XYZ (0.950, 1, 1.089) → (1, 0, 0), (1, 0, 0) → (0.450, 1.236, −0.019).
 */
type Vector = readonly number[];

const toXyz = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
];
const toLms = [
  [0.8189330101, 0.3618667424, -0.1288597137],
  [0.0329845436, 0.9293118715, 0.0361456387],
  [0.0482003018, 0.2643662691, 0.633851707],
];
const toLab = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const times = (matrix: readonly Vector[], vector: Vector): number[] =>
  matrix.map((row) => row.reduce((sum, value, index) => sum + value * vector[index]!, 0));

export const oklabOfXyz = (xyz: Vector): number[] => times(toLab, times(toLms, xyz).map(Math.cbrt));

/** @param rgb 0–255 */
export function oklabByTable(rgb: Vector): number[] {
  const light = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return oklabOfXyz(times(toXyz, light));
}
