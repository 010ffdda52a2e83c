/** Draws every plate into a folder: `npx tsx tools/plates/main.ts assets/styles`. */
import {join} from 'node:path';
import {dongHo} from './dong-ho.ts';
import {lacquer} from './lacquer.ts';
import {mosaic} from './mosaic.ts';
import {pencil} from './pencil.ts';
import {type Plate, saveWebp} from './plate.ts';
import {stainedGlass} from './stained-glass.ts';
import {woodcut} from './woodcut.ts';

const plates: Record<string, () => Plate | Promise<Plate>> = {
  'stained-glass': stainedGlass,
  mosaic,
  woodcut,
  pencil,
  lacquer,
  'dong-ho': dongHo,
};

const [folder = '.', ...only] = process.argv.slice(2);
for (const [name, draw] of Object.entries(plates)) {
  if (only.length > 0 && !only.includes(name)) continue;
  await saveWebp(await draw(), join(folder, `${name}.webp`));
  console.log(name);
}
