/**
 * Sơn mài, Vietnamese lacquer: a lotus pond at night in black and cinnabar, with gold leaf rubbed through many coats.
 * The moon and the petals are crushed eggshell.
 */
import {randomSource} from '../../src/nst/look/random.ts';
import {createCells, type Site} from './cells.ts';
import {fractal, noise} from './noise.ts';
import {type Color, colorAt, fromSvg, hex, mix, type Plate, shade, smoothstep, times} from './plate.ts';

const width = 760;
const height = 600;
const [black, cinnabar, gold, shell] = ['#150a07', '#8f1d12', '#d8a63a', '#efe6d2'].map(hex) as [
  Color,
  Color,
  Color,
  Color,
];

/** The mask's red channel marks gold leaf, green eggshell, blue cinnabar. */
export async function lacquer(): Promise<Plate> {
  const mask = await fromSvg(design(), width, height);
  const {uniform} = randomSource(12);
  const shards = Array.from({length: 5200}, (): Site => ({x: width * uniform(), y: height * uniform()}));
  const shardAt = createCells(shards, width, height);

  return shade(width, height, (x, y) => {
    const [leaf, egg, red] = colorAt(mask, x, y).map((value) => value / 255) as [number, number, number];
    const coats = fractal(x / 120, y / 80, 2, 5);
    const ground = mix(
      black,
      cinnabar,
      Math.min(1, 0.7 * smoothstep(0.48, 0.75, coats) * (y / height) + red * 0.95),
    );
    const rubbed = fractal(x / 26, y / 18, 8, 4);
    const dust = smoothstep(0.84, 0.9, noise(x / 2.1, y / 2.1, 5)) * smoothstep(0.45, 0.7, rubbed) * 0.8;
    const foil = Math.max(leaf * smoothstep(0.22, 0.5, rubbed + 0.18), dust);
    const shine = 0.62 + 0.75 * fractal(x / 9, y / 9, 6, 3);
    const gilded = mix(times(ground, 0.7 + 0.6 * coats), times(gold, shine), foil);
    const {index, border} = shardAt(x, y);
    const crack = smoothstep(0.6, 1.6, border);
    const missing = noise(index * 3.7, 1.5, 2) > 0.88 ? 0.2 : 1;
    const chip = times(shell, 0.82 + 0.22 * noise(index * 1.3, 0.2, 9));
    return mix(gilded, chip, egg * crack * missing);
  });
}

function design(): string {
  const lotus = (x: number, y: number, scale: number): string =>
    [-64, -40, -18, 18, 40, 64, 0]
      .map(
        (turn, index) =>
          `<path d="M0 0 C-26 -34 -22 -84 0 -112 C22 -84 26 -34 0 0Z" fill="${index === 6 ? '#0f0' : index % 2 ? '#0c4' : '#0e0'}" stroke="#f00" stroke-width="3" transform="translate(${x} ${y}) scale(${scale}) rotate(${turn})"/>`,
      )
      .join('');
  const pad = (x: number, y: number, rx: number, ry: number, turn: number): string => {
    const veins = Array.from({length: 11}, (_, k) => {
      const angle = (2 * Math.PI * k) / 11;
      return `<line x1="0" y1="0" x2="${rx * 0.94 * Math.cos(angle)}" y2="${ry * 0.94 * Math.sin(angle)}" stroke="#f00" stroke-width="2.4"/>`;
    }).join('');
    return `<g transform="translate(${x} ${y}) rotate(${turn})"><ellipse rx="${rx}" ry="${ry}" fill="#00${turn > 0 ? 'b' : '3'}" stroke="#f00" stroke-width="4"/>${veins}</g>`;
  };
  const stem = (x1: number, y1: number, x2: number, y2: number): string =>
    `<path d="M${x1} ${y1} Q${(x1 + x2) / 2 + 26} ${(y1 + y2) / 2} ${x2} ${y2}" stroke="#f00" stroke-width="6" fill="none"/>`;
  const ripples = Array.from({length: 13}, (_, k) => {
    const y = 430 + k * 13;
    return `<path d="M0 ${y} q 48 ${k % 2 ? -9 : 9} 95 0 t 95 0 t 95 0 t 95 0 t 95 0 t 95 0 t 95 0 t 95 0" stroke="#${k % 3 ? '700' : 'c00'}" stroke-width="2.6" fill="none"/>`;
  }).join('');
  const reeds = Array.from({length: 24}, (_, k) => {
    const x = 20 + k * 31 + ((k * 37) % 19);
    const top = 120 + ((k * 83) % 190);
    return `<path d="M${x} 600 Q${x + (k % 2 ? 24 : -24)} ${(600 + top) / 2} ${x + (k % 2 ? 58 : -46)} ${top}" stroke="#${k % 4 ? '900' : 'f00'}" stroke-width="${2 + (k % 3)}" fill="none"/>`;
  }).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#000"/>
    <circle cx="560" cy="140" r="84" fill="#0f0"/><circle cx="560" cy="140" r="92" fill="none" stroke="#f00" stroke-width="5"/>
    <path d="M0 330 C90 230 150 300 220 240 S360 210 430 300 S640 250 760 320 L760 420 L0 420Z" fill="#005" stroke="#f00" stroke-width="4"/>
    <path d="M0 390 C120 320 230 390 330 350 S560 330 760 396 L760 430 L0 430Z" fill="#009" stroke="#d00" stroke-width="3"/>
    ${ripples}${reeds}${stem(180, 600, 160, 360)}${stem(420, 600, 400, 420)}${stem(640, 600, 655, 470)}
    ${pad(290, 520, 118, 46, -6)}${pad(540, 545, 132, 50, 5)}${pad(90, 540, 96, 40, 8)}
    ${lotus(160, 372, 1.25)}${lotus(400, 440, 1.5)}${lotus(655, 482, 1)}</svg>`;
}
