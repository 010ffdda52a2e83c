/** Digits as 3 × 5 dots, row by row, because machines that run bots often have no fonts. */
const dots: Readonly<Record<string, string>> = {
  0: '### #.# #.# #.# ###',
  1: '.#. ##. .#. .#. ###',
  2: '### ..# ### #.. ###',
  3: '### ..# ### ..# ###',
  4: '#.# #.# ### ..# ..#',
  5: '### #.. ### ..# ###',
  6: '### #.. ### #.# ###',
  7: '### ..# ..# .#. .#.',
  8: '### #.# ### #.# ###',
  9: '### #.# ### ..# ###',
};
const [digitWidth, digitHeight] = [3, 5];

export interface Raster {
  /** RGB, 8 bit, row by row. */
  data: Uint8Array;
  width: number;
  height: number;
}

/** Draws a whole number in white on black with a margin of one dot. A dot is `scale` × `scale` pixels. */
export function drawNumber(value: number, scale: number): Raster {
  const digits = [...String(value)].map((digit) => (dots[digit] ?? '').split(' '));
  const width = (1 + digits.length * (digitWidth + 1)) * scale;
  const height = (digitHeight + 2) * scale;
  const data = new Uint8Array(width * height * 3);
  const isSet = (x: number, y: number) => {
    const column = x - 1;
    return digits[Math.floor(column / (digitWidth + 1))]?.[y - 1]?.[column % (digitWidth + 1)] === '#';
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (isSet(Math.floor(x / scale), Math.floor(y / scale)))
        data.fill(255, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return {data, width, height};
}
