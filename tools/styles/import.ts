/**
 * Imports paintings into `assets/styles`: crops frames, borders and colour charts away, as `paintings.ts` says, and
 * re-encodes. `npx tsx tools/styles/import.ts ../shared/styles [id …]`
 */
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import {paintings} from './paintings.ts';

const maxSide = 1024;
const maxBytes = 300 * 1024;

const [folder, ...only] = process.argv.slice(2);
if (!folder) throw new Error('expected the folder of the paintings');
for (const {id, file, crop} of paintings) {
  if (only.length > 0 && !only.includes(id)) continue;
  const source = sharp(join(folder, `${file}.webp`));
  const {width, height} = await source.metadata();
  const [left, top, right, bottom] = crop;
  const cropped = source.extract({
    left: Math.round(left * width),
    top: Math.round(top * height),
    width: Math.round((right - left) * width),
    height: Math.round((bottom - top) * height),
  });
  const small = await cropped
    .resize({width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true})
    .png()
    .toBuffer();
  for (const quality of [92, 88, 84, 80, 72, 64]) {
    const bytes = await sharp(small).webp({quality, effort: 6}).toBuffer();
    if (bytes.length > maxBytes) continue;
    await writeFile(join('assets/styles', `${id}.webp`), bytes);
    console.log(`${id}: ${Math.round(bytes.length / 1024)} KB at quality ${quality}`);
    break;
  }
}
