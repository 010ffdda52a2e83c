/** Colour spaces by the chromaticities of their primaries, and the way from one to another (ITU-T H.273 table 2). */

/** x and y of red, green, blue and white (CIE 1931). */
export type Primaries = readonly [Point, Point, Point, Point];
export type Point = readonly [x: number, y: number];

/** Rows of a 3 × 3 matrix. */
export type Matrix = readonly [Row, Row, Row];
type Row = readonly [number, number, number];

const d65: Point = [0.3127, 0.329];
const illuminantC: Point = [0.31, 0.316];

export const bt709: Primaries = [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06], d65];
export const bt2020: Primaries = [[0.708, 0.292], [0.17, 0.797], [0.131, 0.046], d65];

/** By their code. */
const primaries: Readonly<Record<number, Primaries>> = {
  4: [[0.67, 0.33], [0.21, 0.71], [0.14, 0.08], illuminantC],
  5: [[0.64, 0.33], [0.29, 0.6], [0.15, 0.06], d65],
  6: [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], d65],
  7: [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], d65],
  8: [[0.681, 0.319], [0.243, 0.692], [0.145, 0.049], illuminantC],
  9: bt2020,
  10: [
    [1, 0],
    [0, 1],
    [0, 0],
    [1 / 3, 1 / 3],
  ],
  11: [
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
    [0.314, 0.351],
  ],
  12: [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06], d65],
  22: [[0.63, 0.34], [0.295, 0.605], [0.155, 0.077], d65],
};

/** Unknown codes are read as BT.709's, which are sRGB's. */
export function primariesOf(code: number): Primaries {
  return primaries[code] ?? bt709;
}

/** Light in one space to light in another. White stays white (Bradford). Undefined when a space is none. */
export function conversion(from: Primaries, to: Primaries): Matrix | undefined {
  const [there, back] = [toXyz(from), toXyz(to)];
  const inverse = back && invert(back);
  if (!there || !inverse) return undefined;
  return multiply(inverse, multiply(adaptation(from[3], to[3]), there));
}

/** Columns are the primaries, as bright as it takes for their sum to be white. */
function toXyz(space: Primaries): Matrix | undefined {
  const [red, green, blue, white] = space.map(xyzOf) as [Row, Row, Row, Row];
  const columns = transpose([red, green, blue]);
  const inverse = invert(columns);
  if (!inverse || !white.every(Number.isFinite)) return undefined;
  const scale = apply(inverse, white);
  return columns.map((row) =>
    row.map((value, index) => value * (scale[index] as number)),
  ) as unknown as Matrix;
}

/** With y = 0, as XYZ's red and blue have, only the direction is known, which is enough. */
function xyzOf([x, y]: Point): Row {
  return y === 0 ? [x, 0, 1 - x] : [x / y, 1, (1 - x - y) / y];
}

const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

function adaptation(from: Point, to: Point): Matrix {
  const [source, target] = [apply(bradford, xyzOf(from)), apply(bradford, xyzOf(to))];
  const gains = source.map((value, index) => (target[index] as number) / value);
  const diagonal = gains.map((gain, index) => [0, 1, 2].map((column) => (column === index ? gain : 0)));
  const back = invert(bradford) as Matrix;
  return multiply(back, multiply(diagonal as unknown as Matrix, bradford));
}

export function apply(matrix: Matrix, [x, y, z]: Row): [number, number, number] {
  return matrix.map((row) => row[0] * x + row[1] * y + row[2] * z) as [number, number, number];
}

function multiply(left: Matrix, right: Matrix): Matrix {
  return transpose(transpose(right).map((column) => apply(left, column)) as unknown as Matrix);
}

function transpose(matrix: Matrix): Matrix {
  return [0, 1, 2].map((column) => matrix.map((row) => row[column])) as unknown as Matrix;
}

function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix | undefined {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(1 / determinant)) return undefined;
  const adjugate: Matrix = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return adjugate.map((row) => row.map((value) => value / determinant)) as unknown as Matrix;
}
