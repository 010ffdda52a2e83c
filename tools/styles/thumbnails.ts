/** Makes the small pictures that menus show: `npx tsx tools/styles/thumbnails.ts` writes `assets/styles/thumbnails`. */
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import sharp from 'sharp';
import {bundledStyles, loadCatalogue} from '../../src/styles/style-catalogue.ts';

const side = 256;
const folder = join(fileURLToPath(bundledStyles), 'thumbnails');
await mkdir(folder, {recursive: true});
const catalogue = await loadCatalogue();
for (const {id} of catalogue.list()) {
  const image = sharp(await catalogue.read(id)).resize({
    width: side,
    height: side,
    fit: 'cover',
    position: 'attention',
  });
  await image.webp({quality: 78, effort: 6}).toFile(join(folder, `${id}.webp`));
}
