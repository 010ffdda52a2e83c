/** Stained glass: a rose of jewel-coloured panes between lead cames, lit from behind. */
import {randomSource} from '../../src/nst/look/random.ts';
import {createCells, relax, type Site} from './cells.ts';
import {fractal, noise} from './noise.ts';
import {type Color, hex, mix, type Plate, shade, smoothstep, times} from './plate.ts';

const size = 720;
const jewels = [
  '#b3122b',
  '#123a9c',
  '#0d6b4a',
  '#e0a11b',
  '#5a1f8f',
  '#1d86b8',
  '#d4581a',
  '#c9c08a',
  '#0b2b66',
].map(hex);

export function stainedGlass(): Plate {
  const {uniform} = randomSource(31);
  const sites: Site[] = [];
  for (const [ring, count] of [1, 8, 14, 20].entries()) {
    for (let k = 0; k < count; k++) {
      const angle = (2 * Math.PI * (k + 0.5 * (ring % 2))) / count;
      sites.push({
        x: size * (0.5 + 0.105 * ring * Math.cos(angle)),
        y: size * (0.46 + 0.105 * ring * Math.sin(angle)),
      });
    }
  }
  const rose = sites.length;
  while (sites.length < 210) {
    const site = {x: size * uniform(), y: size * uniform()};
    if (Math.hypot(site.x - size * 0.5, site.y - size * 0.46) > size * 0.38) sites.push(site);
  }
  const around = relax(sites, size, size, 3).map((site, index) =>
    index < rose ? (sites[index] as Site) : site,
  );
  const cellAt = createCells(around, size, size);
  const colors = around.map((site, index) => pane(site, index, index < rose, uniform()));

  return shade(size, size, (x, y) => {
    // Panes are cut by hand, so their edges waver.
    const wobble = 5 * (noise(x / 40, y / 40, 1) - 0.5);
    const {index, distance, border} = cellAt(x + wobble, y - wobble);
    const streaks = fractal(x / 90 + y / 300, y / 22, index, 4);
    const seeds = smoothstep(0.78, 0.9, noise(x / 4, y / 4, 77)) * 0.25;
    const light = 0.55 + 0.75 * streaks + 0.35 * Math.exp(-distance / 45) + seeds;
    const glass = mix(
      times(colors[index] as Color, light),
      [255, 250, 225],
      0.16 * smoothstep(1, 1.5, light),
    );
    const painted = smoothstep(0.06, 0, Math.abs(fractal(x / 30, y / 30, index + 9, 3) - 0.5)) * 0.35;
    const lead = smoothstep(11, 7, border);
    const came = mix(
      [22, 20, 22],
      [88, 86, 92],
      smoothstep(3, 0.5, border) * (0.4 + 0.6 * noise(x / 9, y / 9, 5)),
    );
    return mix(mix(glass, [30, 16, 10], painted), came, lead);
  });
}

/** The rose alternates two colours in every ring; outside it, colours are random. */
function pane({x, y}: Site, index: number, inRose: boolean, chance: number): Color {
  return jewels[inRose ? (ringOf(x, y) * 2 + (index % 2)) % 6 : Math.floor(chance * jewels.length)] as Color;
}

function ringOf(x: number, y: number): number {
  return Math.min(3, Math.round(Math.hypot(x / size - 0.5, y / size - 0.46) / 0.105));
}
