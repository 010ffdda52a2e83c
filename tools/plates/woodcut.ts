/** A woodcut: a valley at sunrise. Lines that follow the form make every tone, printed black over two colour blocks. */
import {fractal, noise} from './noise.ts';
import {type Color, hex, mix, type Plate, shade, smoothstep, times} from './plate.ts';

const width = 760;
const height = 560;
const [paper, ink, ochre, teal] = ['#efe3c8', '#17130f', '#d9922f', '#5f8f8a'].map(hex) as [
  Color,
  Color,
  Color,
  Color,
];
const sun = {x: width * 0.64, y: height * 0.34, radius: 62};

interface Cut {
  /** Brightness; 0 is solid ink. */
  tone: number;
  /** Ink lines run where this is a whole number. */
  phase: number;
  block: Color;
}

export function woodcut(): Plate {
  return shade(width, height, (x, y) => {
    const {tone, phase, block} = cutAt(x, y);
    const edge = ['sky', 'far', 'near', 'field'].some(
      (_, layer) => layer > 0 && Math.abs(y - ridge(x, layer)) < 1.6 + 1.4 * noise(x / 14, layer, 8),
    );
    const rim = Math.abs(Math.hypot(x - sun.x, y - sun.y) - sun.radius) < 2.2;
    // A gouge cuts pointed ends, so a line's width varies along its course.
    const width01 =
      tone + 0.28 * (fractal(x / 34, y / 34, 4, 3) - 0.5) + 0.1 * (noise(x / 5, y / 5, 6) - 0.5);
    const wave = 0.5 + 0.5 * Math.cos(2 * Math.PI * phase);
    const cut = smoothstep(-0.12, 0.12, width01 - wave);
    const chips = smoothstep(0.86, 0.9, noise(x / 3.2, y / 7, 12)) * 0.7;
    const black = edge || rim ? 1 : Math.max(0, 1 - cut - chips);
    const grain = 0.9 + 0.2 * noise(x / 60, y / 2.2, 3);
    const ground = times(mix(paper, block, 0.85), grain * (0.92 + 0.12 * fractal(x / 8, y / 8, 2, 3)));
    return mix(ground, times(ink, 0.8 + 0.6 * noise(x / 2, y / 2, 1)), black * (0.88 + 0.12 * grain));
  });
}

/** The upper edge of a layer of land; layer 1 is the farthest. */
function ridge(x: number, layer: number): number {
  const [base, swing, span] = [
    [0, 0, 1],
    [0.5, 0.17, 210],
    [0.62, 0.13, 150],
    [0.8, 0.05, 260],
  ][layer] as [number, number, number];
  return height * (base + swing * (fractal(x / span, layer * 9, 20 + layer, 4) - 0.5));
}

function cutAt(x: number, y: number): Cut {
  const wander = 9 * fractal(x / 70, y / 70, 15, 3);
  if (y > ridge(x, 3)) {
    const depth = (y - ridge(x, 3)) / (height - ridge(x, 3));
    return {
      tone: 0.62 - 0.5 * depth,
      phase: (y - ridge(x, 3)) / (8 + 10 * depth) + wander * 0.14 + x / 160,
      block: ochre,
    };
  }
  if (y > ridge(x, 2)) {
    const slope = ridge(x + 12, 2) - ridge(x - 12, 2);
    return {tone: slope > 0 ? 0.18 : 0.5, phase: (x * 0.5 + y + slope * 2) / 9 + wander * 0.2, block: teal};
  }
  if (y > ridge(x, 1)) {
    const slope = ridge(x + 12, 1) - ridge(x - 12, 1);
    return {tone: slope > 0 ? 0.36 : 0.74, phase: (y - 0.7 * x) / 8 + wander * 0.12, block: teal};
  }
  const distance = Math.hypot(x - sun.x, y - sun.y);
  if (distance < sun.radius) return {tone: 1.2, phase: 0, block: ochre};
  const angle = Math.atan2(y - sun.y, x - sun.x);
  const ray = 0.5 + 0.5 * Math.cos(angle * 22 + 0.6 * Math.sin(distance / 60));
  const cloud = smoothstep(0.55, 0.68, fractal(x / 130, y / 42, 30, 4));
  const tone = 0.95 - distance / 520 + 0.24 * (ray - 0.5);
  if (cloud > 0.5) return {tone: 0.92, phase: y / 9 + wander * 0.3, block: paper};
  return {tone, phase: distance / 8.5 + wander * 0.05, block: paper};
}
