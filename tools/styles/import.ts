/**
 * Imports paintings into `assets/styles`: crops frames, borders and colour charts away, as `paintings.ts` says, and
 * re-encodes. The folder holds the sources; packages are unpacked there as they are (`npm pack` and `tar -x`,
 * `apt-get download` and `dpkg-deb -x`). `npx tsx tools/styles/import.ts ../shared/styles [id …]`
 */
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import {paintings} from './paintings.ts';

const maxSide = 1024;
const maxBytes = 300 * 1024;

const [folder, ...only] = process.argv.slice(2);
if (!folder) throw new Error('expected the folder of the sources');
for (const {id, file, sha256, crop} of paintings) {
  if (only.length > 0 && !only.includes(id)) continue;
  if (!existsSync(join(folder, file))) {
    console.log(`${id}: skipped, there is no ${file}`);
    continue;
  }
  const bytes = await readFile(join(folder, file));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`${file}: expected SHA-256 ${sha256}, received ${found}`);
  const source = sharp(bytes);
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
    const encoded = await sharp(small).webp({quality, effort: 6}).toBuffer();
    if (encoded.length > maxBytes) continue;
    await writeFile(join('assets/styles', `${id}.webp`), encoded);
    console.log(`${id}: ${Math.round(encoded.length / 1024)} KB at quality ${quality}`);
    break;
  }
}
