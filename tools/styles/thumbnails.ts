/** Makes the small pictures that menus show: `npx tsx tools/styles/thumbnails.ts` writes `assets/styles/thumbnails`. */
import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import sharp from 'sharp';
import {z} from 'zod';
import {bundledStyles} from '../../src/styles/style-catalogue.ts';
import {presetSchema} from '../../src/styles/style-preset.ts';

const side = 256;
const folder = fileURLToPath(bundledStyles);
await mkdir(join(folder, 'thumbnails'), {recursive: true});
// Not loadCatalogue(): it refuses presets that have no thumbnail yet.
const presets = z
  .array(presetSchema)
  .parse(JSON.parse(await readFile(join(folder, 'catalogue.json'), 'utf8')));
for (const {id, file} of presets) {
  const image = sharp(join(folder, file)).resize({
    width: side,
    height: side,
    fit: 'cover',
    position: 'attention',
  });
  await image.webp({quality: 78, effort: 6}).toFile(join(folder, 'thumbnails', `${id}.webp`));
}
