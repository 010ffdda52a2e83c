/**
 * Đông Hồ, the woodblock folk prints of Bắc Ninh: carp, lotus and clouds in the village's mineral and plant colours, on
 * dó paper brushed with shimmering shell powder. A bold black key block is printed last.
 */
import {fractal, noise} from './noise.ts';
import {type Color, colorAt, fromSvg, hex, mix, type Plate, shade, smoothstep, times} from './plate.ts';

const width = 760;
const height = 600;
/** Red gravel, sophora yellow, indigo leaves, verdigris, bamboo-leaf charcoal. */
const [red, yellow, indigo, green, charcoal] = ['#c8402a', '#e8b23a', '#2f5d86', '#5f8f56', '#1c1a18'];
const doPaper: Color = hex('#f2e2c0');

export async function dongHo(): Promise<Plate> {
  const print = await fromSvg(design(), width, height);
  return shade(width, height, (x, y) => {
    // Blocks never meet exactly, and the pigment is brushed on unevenly.
    const [dx, dy] = [3 * (noise(x / 20, y / 20, 1) - 0.5), 3 * (noise(x / 20, y / 20, 2) - 0.5)];
    const inked = colorAt(print, clamp(x + dx, width), clamp(y + dy, height));
    const brush = smoothstep(0.3, 0.7, fractal((x + y) / 46, (x - y) / 5, 3, 3));
    const shell = 0.93 + 0.12 * smoothstep(0.35, 0.65, noise((x * 0.5 + y) / 70, (y - x * 0.3) / 3.2, 4));
    const fibres = 0.96 + 0.08 * fractal(x / 3, y / 9, 6, 2);
    const paper = times(doPaper, shell * fibres);
    const isPaper = inked[0] > 235 && inked[1] > 215 && inked[2] > 170;
    if (isPaper) return paper;
    const isKey = inked[0] + inked[1] + inked[2] < 150;
    const cover = isKey ? 0.9 + 0.1 * brush : 0.74 + 0.24 * brush;
    const bare = smoothstep(0.82, 0.88, noise(x / 2.6, y / 2.6, 7)) * (isKey ? 0.35 : 0.6);
    return mix(paper, inked, cover * (1 - bare));
  });
}

function clamp(value: number, end: number): number {
  return Math.min(end - 1, Math.max(0, Math.round(value)));
}

function design(): string {
  const key = `stroke="${charcoal}" stroke-linejoin="round" stroke-linecap="round"`;
  const carp = (x: number, y: number, scale: number, turn: number, body: string, fin: string): string => {
    const scales = Array.from({length: 7}, (_, column) =>
      Array.from({length: 5}, (_, row) => {
        const [cx, cy] = [-70 + column * 26 + (row % 2) * 13, -38 + row * 19];
        const inside = (cx / 118) ** 2 + (cy / 50) ** 2 < 0.82;
        return inside
          ? `<path d="M${cx - 12} ${cy - 9} A13 13 0 0 1 ${cx - 12} ${cy + 10}" fill="${yellow}" ${key} stroke-width="3.4"/>`
          : '';
      }).join(''),
    ).join('');
    return `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${scale})">
      <path d="M96 0 C130 -20 150 -62 190 -60 C172 -26 172 26 190 60 C150 62 130 20 96 0Z" fill="${fin}" ${key} stroke-width="5"/>
      ${[-44, -26, -8, 10, 28, 44].map((v) => `<path d="M118 ${v * 0.3} L182 ${v}" ${key} stroke-width="3" fill="none"/>`).join('')}
      <path d="M-30 -48 C0 -96 62 -88 84 -38Z" fill="${fin}" ${key} stroke-width="5"/>
      <path d="M-10 46 C6 84 44 84 50 42Z" fill="${fin}" ${key} stroke-width="5"/>
      <path d="M-130 4 C-104 -58 20 -74 112 0 C20 70 -104 62 -130 4Z" fill="${body}" ${key} stroke-width="6"/>${scales}
      <path d="M-74 -44 C-54 -16 -54 20 -76 46" fill="none" ${key} stroke-width="5"/>
      <circle cx="-98" cy="-12" r="11" fill="#f6ead0" ${key} stroke-width="4"/><circle cx="-98" cy="-12" r="4" fill="${charcoal}"/>
      <path d="M-130 8 C-150 18 -152 34 -142 44" fill="none" ${key} stroke-width="4"/></g>`;
  };
  const lotus = (x: number, y: number, scale: number): string =>
    `<g transform="translate(${x} ${y}) scale(${scale})">${[-70, 70, -46, 46, -22, 22, 0]
      .map(
        (turn, index) =>
          `<path d="M0 0 C-30 -36 -24 -84 0 -108 C24 -84 30 -36 0 0Z" fill="${index % 2 ? '#e58b78' : red}" ${key} stroke-width="5" transform="rotate(${turn})"/><path d="M0 -22 L0 -84" ${key} stroke-width="2.4" transform="rotate(${turn})"/>`,
      )
      .join('')}<path d="M-34 0 A34 20 0 0 0 34 0Z" fill="${yellow}" ${key} stroke-width="5"/></g>`;
  const pad = (x: number, y: number, radius: number, color: string | undefined): string =>
    `<g transform="translate(${x} ${y})"><ellipse rx="${radius}" ry="${radius * 0.62}" fill="${color}" ${key} stroke-width="6"/>${Array.from(
      {length: 12},
      (_, k) => {
        const angle = (Math.PI * k) / 6;
        return `<path d="M0 0 Q${radius * 0.5 * Math.cos(angle + 0.2)} ${radius * 0.31 * Math.sin(angle + 0.2)} ${radius * 0.86 * Math.cos(angle)} ${radius * 0.53 * Math.sin(angle)}" fill="none" ${key} stroke-width="3"/>`;
      },
    ).join('')}</g>`;
  const swirl = (x: number, y: number, scale: number, color: string | undefined): string =>
    `<g transform="translate(${x} ${y}) scale(${scale})"><path d="M-80 20 C-92 -24 -40 -42 -24 -14 C-18 -58 50 -54 46 -10 C84 -24 98 26 62 30Z" fill="${color}" ${key} stroke-width="5"/><path d="M-52 8 C-56 -14 -30 -18 -28 2 C-28 14 -44 12 -42 2 M20 4 C14 -24 40 -30 42 -4 C40 12 24 10 28 -4" fill="none" ${key} stroke-width="4"/></g>`;
  const waves = Array.from({length: 9}, (_, k) =>
    [44, 30, 16]
      .map(
        (r) =>
          `<path d="M${k * 92 - r + 10} 600 A${r} ${r} 0 0 1 ${k * 92 + r + 10} 600" fill="${r === 30 ? '#f2e2c0' : indigo}" ${key} stroke-width="4"/>`,
      )
      .join(''),
  ).join('');
  const stem = (x1: number, y1: number, x2: number, y2: number): string =>
    `<path d="M${x1} ${y1} Q${(x1 + x2) / 2 + 30} ${(y1 + y2) / 2} ${x2} ${y2}" fill="none" stroke="${charcoal}" stroke-width="15"/><path d="M${x1} ${y1} Q${(x1 + x2) / 2 + 30} ${(y1 + y2) / 2} ${x2} ${y2}" fill="none" stroke="${green}" stroke-width="7"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f2e2c0"/>
    <circle cx="640" cy="100" r="58" fill="${red}" ${key} stroke-width="6"/>${swirl(110, 80, 1, yellow)}${swirl(380, 70, 0.9, '#e58b78')}${swirl(705, 235, 0.7, indigo)}
    ${stem(330, 600, 350, 260)}${stem(90, 600, 70, 330)}${stem(655, 600, 690, 400)}${pad(520, 500, 92, green)}${pad(190, 520, 100, green)}${pad(690, 420, 62, indigo)}
    ${lotus(350, 270, 1.15)}${lotus(72, 330, 0.85)}${carp(200, 235, 0.92, -14, red ?? '', indigo ?? '')}${carp(540, 330, 1.08, 16, indigo ?? '', red ?? '')}${carp(360, 455, 0.95, -6, yellow ?? '', green ?? '')}${waves}
    <rect x="5" y="5" width="750" height="590" fill="none" ${key} stroke-width="9"/></svg>`;
}
