/**
 * Lays captioned pictures out side by side, for documentation.
 *   npx tsx tools/contact-sheet.ts --out docs/images/sheet.jpg --columns 3 "caption=picture.png" …
 */
import {parseArgs} from 'node:util';
import sharp from 'sharp';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    out: {type: 'string'},
    columns: {type: 'string', default: '3'},
    width: {type: 'string', default: '320'},
    height: {type: 'string', default: '234'},
  },
});
if (!values.out || positionals.length === 0)
  throw new Error('expected --out FILE and captions like "title=picture.png"');

const [columns, width, height] = [values.columns, values.width, values.height].map(Number) as [
  number,
  number,
  number,
];
const gap = 8;
const captionHeight = 26;
const cells = await Promise.all(
  positionals.map(async (argument, index) => {
    const [caption = '', path = ''] = argument.split('=');
    const left = gap + (index % columns) * (width + gap);
    const top = gap + Math.floor(index / columns) * (height + captionHeight + gap);
    const picture = await sharp(path).resize({width, height, fit: 'cover'}).png().toBuffer();
    const escaped = caption.replace(/&/g, '&amp;').replace(/</g, '&lt;');
    const words = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${captionHeight}"><text x="2" y="18" font-family="sans-serif" font-size="14" fill="#333">${escaped}</text></svg>`,
    );
    return [
      {input: picture, left, top},
      {input: words, left, top: top + height},
    ];
  }),
);
const rows = Math.ceil(positionals.length / columns);
await sharp({
  create: {
    width: gap + columns * (width + gap),
    height: gap + rows * (height + captionHeight + gap),
    channels: 3,
    background: '#ffffff',
  },
})
  .composite(cells.flat())
  .jpeg({quality: 88})
  .toFile(values.out);
