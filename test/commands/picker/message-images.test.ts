import {Collection} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {imagesOf} from '../../../src/commands/picker/message-images.ts';

type Message = Parameters<typeof imagesOf>[0];

function attachment(name: string, contentType: string | null, spoiler = false) {
  return {url: `https://cdn.discordapp.com/attachments/1/2/${name}`, size: 9, name, contentType, spoiler};
}

/** The parts of a message that matter here. */
function message(parts: {
  attachments?: ReturnType<typeof attachment>[];
  embeds?: object[];
  messageSnapshots?: Message[];
}): Message {
  const {attachments = [], embeds = [], messageSnapshots = []} = parts;
  return {
    attachments: new Collection(attachments.map((file) => [file.name, file])),
    embeds,
    messageSnapshots: new Collection(messageSnapshots.map((part, index) => [String(index), part])),
  } as unknown as Message;
}

const namesOf = (parts: Parameters<typeof message>[0]) => imagesOf(message(parts)).map(({name}) => name);

describe('the pictures of a message', () => {
  test('include attachments with an image type or an image filename', () => {
    const attachments = [
      attachment('a.png', 'image/png'),
      attachment('b.txt', 'text/plain'),
      attachment('c.JPG', null),
      attachment('d.png', 'text/plain'),
      attachment('e', null),
    ];
    expect(namesOf({attachments})).toEqual(['a.png', 'c.JPG']);
  });

  test('include photos of kinds that clients do not know, so that people hear what is wrong with them', () => {
    const attachments = [
      attachment('IMG_0001.HEIC', null),
      attachment('b.heif', 'application/octet-stream'),
      attachment('c.jxl', null),
      {...attachment('no extension', null), width: 400},
      attachment('archive.heic', 'application/zip'),
    ];
    expect(namesOf({attachments})).toEqual(['IMG_0001.HEIC', 'b.heif', 'c.jxl', 'no extension']);
  });

  test('keep their spoiler marks', () => {
    const [image] = imagesOf(message({attachments: [attachment('a.png', 'image/png', true)]}));
    expect(image).toMatchObject({size: 9, spoiler: true});
  });

  test('include those of a message it forwards', () => {
    const forwarded = message({attachments: [attachment('a.png', 'image/png')]});
    expect(namesOf({messageSnapshots: [forwarded]})).toEqual(['a.png']);
  });

  test('behind links are Discord’s copies, never the address somebody wrote', () => {
    const copy = 'https://images-ext-1.discordapp.net/external/x/https/evil.example/cat.png';
    const original = 'https://evil.example/cat.png';
    const embeds = [
      {image: {url: original, proxyURL: copy}, thumbnail: null},
      {image: null, thumbnail: {url: original, proxyURL: copy}},
      {image: {url: original}, thumbnail: null},
      {image: null, thumbnail: null},
    ];
    expect(imagesOf(message({embeds})).map(({url}) => url)).toEqual([copy, copy]);
  });

  test('are at most nine, so that the picker’s paintings have an embed, too', () => {
    const attachments = Array.from({length: 12}, (_, index) => attachment(`${index}.png`, 'image/png'));
    expect(namesOf({attachments})).toHaveLength(9);
  });
});
