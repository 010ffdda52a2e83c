/** A mosaic: hand-cut stone and gold-glass tesserae laid along the lines of a rising sun over waves. */
import {randomSource} from '../../src/nst/look/random.ts';
import {createCells, relax, type Site} from './cells.ts';
import {fractal, noise} from './noise.ts';
import {type Color, hex, mix, type Plate, shade, smoothstep, times} from './plate.ts';

const size = 720;
const [gold, ochre, cream, terracotta] = ['#e3b23c', '#c4812e', '#efe2c0', '#b0472c'].map(hex) as [
  Color,
  Color,
  Color,
  Color,
];
const [deep, sea, foam, leaf] = ['#143a5c', '#2a7f9e', '#bfe0dc', '#4c7a3d'].map(hex) as [
  Color,
  Color,
  Color,
  Color,
];

interface Tessera extends Site {
  angle: number;
}

export function mosaic(): Plate {
  const {uniform} = randomSource(7);
  const laid = Array.from({length: 2600}, (): Tessera => {
    const [x, y] = [size * uniform(), size * uniform()];
    return {x, y, angle: directionAt(x, y)};
  });
  const tesserae = relax(laid, size, size, 9, squareDistance).map((site) => ({
    ...site,
    angle: directionAt(site.x, site.y),
  }));
  const cellAt = createCells(tesserae, size, size, squareDistance);
  const stones = tesserae.map(({x, y}, index) => {
    const tint = 0.72 + 0.5 * noise(index * 7.3, 0.5, 3);
    return mix(
      times(designAt(x, y), tint),
      designAt(x + 60 * (uniform() - 0.5), y + 60 * (uniform() - 0.5)),
      0.15,
    );
  });

  return shade(size, size, (x, y) => {
    const {index, distance, border} = cellAt(x, y);
    const grain = 0.9 + 0.22 * fractal(x / 5, y / 5, index, 3);
    const tilt = 1 + 0.16 * Math.sin(index * 12.9) * ((x - (tesserae[index] as Site).x) / 8);
    const stone = times(stones[index] as Color, grain * tilt * (1.08 - distance / 60));
    const grout = times([104, 92, 78], 0.8 + 0.4 * fractal(x / 6, y / 6, 99, 2));
    return mix(stone, grout, smoothstep(2.6, 1.2, border));
  });
}

function squareDistance(dx: number, dy: number, {angle}: Tessera): number {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return Math.max(Math.abs(c * dx + s * dy), Math.abs(c * dy - s * dx));
}

const sun = {x: size * 0.52, y: size * 0.4};

function waveHeight(x: number, layer: number): number {
  return (
    size * (0.62 + 0.1 * layer) +
    26 * Math.sin(x / (62 - 8 * layer) + layer * 1.9) +
    10 * Math.sin(x / 23 + layer)
  );
}

function directionAt(x: number, y: number): number {
  if (y > waveHeight(x, 0)) {
    const layer = Math.min(3, Math.max(0, Math.floor((y / size - 0.62) / 0.1)));
    return Math.atan2(waveHeight(x + 4, layer) - waveHeight(x - 4, layer), 8);
  }
  return Math.atan2(y - sun.y, x - sun.x) + Math.PI / 2;
}

function designAt(x: number, y: number): Color {
  const layers = [0, 1, 2, 3].filter((layer) => y > waveHeight(x, layer)).length;
  if (layers > 0) {
    const depth = y - waveHeight(x, layers - 1);
    if (depth < 15) return foam;
    return depth < 36 ? sea : ([deep, sea, leaf, deep][layers - 1] as Color);
  }
  const distance = Math.hypot(x - sun.x, y - sun.y);
  const angle = Math.atan2(y - sun.y, x - sun.x);
  if (distance < 78) return distance < 46 ? gold : terracotta;
  const ray = Math.cos(angle * 12) > 0;
  if (distance < 250) return ray ? gold : distance < 160 ? ochre : cream;
  return Math.floor(distance / 42) % 2 ? cream : mix(sea, cream, 0.35);
}
