/** Pencil hatching: draped cloth and fruit, shaded by four crossing layers of graphite strokes on toothy paper. */
import {fractal, hash, noise} from './noise.ts';
import {hex, mix, type Plate, shade, smoothstep} from './plate.ts';

const width = 760;
const height = 600;
const paper = hex('#f1ece0');
const graphite = hex('#2b2b30');

const balls = [
  {x: 235, y: 330, radius: 120},
  {x: 430, y: 385, radius: 92},
  {x: 560, y: 270, radius: 78},
];

/** Each layer begins where the shade gets darker than `from`. */
const layers = [
  {angle: 0.9, from: 0.2, spacing: 6.2},
  {angle: -0.55, from: 0.42, spacing: 6.8},
  {angle: 0.25, from: 0.6, spacing: 5.6},
  {angle: 1.5, from: 0.76, spacing: 5},
] as const;

export function pencil(): Plate {
  return shade(width, height, (x, y) => {
    const dark = darknessAt(x, y);
    const tooth = noise(x / 1.6, y / 1.6, 1);
    let lead = 0.05 * smoothstep(0.4, 0.9, tooth);
    for (const [index, {angle, from, spacing}] of layers.entries()) {
      // Strokes follow the form a little, and each has its own pressure, start and end.
      const bend = angle + 0.5 * (fractal(x / 240, y / 240, 40 + index, 2) - 0.5);
      const across = (x * Math.sin(bend) + y * Math.cos(bend)) / spacing;
      const along = x * Math.cos(bend) - y * Math.sin(bend);
      const stroke = Math.floor(across + 0.25 * noise(along / 40, across, 50 + index));
      const pressure =
        0.45 + 0.75 * hash(stroke, Math.floor(along / 85 + hash(stroke, 3, 4) * 5), 60 + index);
      const profile = Math.abs(across - stroke - 0.5) * 2;
      const line = smoothstep(0.85, 0.25, profile) * smoothstep(from, from + 0.22, dark) * pressure;
      lead = 1 - (1 - lead) * (1 - line * (0.35 + 0.6 * tooth));
    }
    const contour = contourAt(x, y) * (0.5 + 0.5 * tooth);
    return mix(
      paper,
      graphite,
      Math.min(0.95, Math.max(lead, contour)) * (0.9 + 0.1 * fractal(x / 3, y / 3, 9, 2)),
    );
  });
}

function darknessAt(x: number, y: number): number {
  const ball = balls.find((one) => Math.hypot(x - one.x, y - one.y) < one.radius);
  if (ball) {
    const [u, v] = [(x - ball.x) / ball.radius, (y - ball.y) / ball.radius];
    const light = -0.55 * u - 0.6 * v + 0.58 * Math.sqrt(Math.max(0, 1 - u * u - v * v));
    const reflected = 0.18 * smoothstep(0.75, 1, Math.hypot(u - 0.3, v - 0.5));
    return 0.92 - 0.85 * Math.max(0, light) - reflected;
  }
  const shadow = Math.max(
    ...balls.map((one) =>
      smoothstep(
        1.35,
        0.7,
        Math.hypot((x - one.x - one.radius * 0.6) / 1.5, (y - one.y - one.radius * 0.8) * 1.3) / one.radius,
      ),
    ),
  );
  const fold = (dx: number, dy: number): number =>
    fractal((x + dx) / 170 + 0.35 * Math.sin((y + dy) / 120), (y + dy) / 260, 5, 3);
  const slope = (fold(5, 3) - fold(-5, -3)) * 9;
  return Math.min(1, 0.42 - slope + 0.6 * shadow);
}

function contourAt(x: number, y: number): number {
  const rims = balls.map((ball, index) => {
    const covered = balls.slice(0, index).some((one) => Math.hypot(x - one.x, y - one.y) < one.radius);
    const off = Math.abs(
      Math.hypot(x - ball.x, y - ball.y) - ball.radius - 2 * (noise(x / 30, y / 30, index) - 0.5),
    );
    return covered ? 0 : smoothstep(2.6, 0.6, off) * (0.5 + 0.5 * noise(x / 60, y / 60, 20 + index));
  });
  return Math.max(...rims);
}
