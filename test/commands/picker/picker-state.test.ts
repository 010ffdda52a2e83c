import {describe, expect, test} from 'vitest';
import {pickerEmbeds, pickerId, readPicker, styleId} from '../../../src/commands/picker/picker-state.ts';

const images = ['a', 'b', 'c'].map((name, index) => ({
  url: `https://cdn.discordapp.com/attachments/1/2/${name}.png`,
  size: 0,
  name: `${name}.png`,
  spoiler: index === 1,
}));

const source = 'https://discord.com/channels/1/2/3';

/** An embed as Discord returns it. */
function received(shown = images) {
  const embeds = pickerEmbeds({images: shown, source});
  return embeds.map(({title = null, url = null, thumbnail = null}) => ({title, url, thumbnail}));
}

describe('the picker’s state', () => {
  test('is restored unchanged from the custom id and the message', () => {
    const state = {images, source, chosen: 2, page: 1};
    expect(readPicker(pickerId('style', state), received())).toEqual({use: 'style', state});
  });

  test('comes with the preset whose button was pressed', () => {
    const state = {images, source, chosen: 0, page: 2};
    expect(readPicker(styleId(state, 'great-wave'), received())).toEqual({
      use: 'style',
      state,
      presetId: 'great-wave',
    });
  });

  test('fits Discord’s limit of 100 characters for a custom id', () => {
    const many = Array.from({length: 10}, () => ({...images[0]!, spoiler: true}));
    const state = {images: many, chosen: 9, page: 1_000_000};
    expect(styleId(state, 'x'.repeat(50)).length).toBeLessThanOrEqual(100);
  });

  test.each(['pick:v1:eat:0:0:0', 'pick:v1:style:0:0', 'pick:v1:style:x:0:0', 'stylize:v1:again:1'])(
    'ignores %s',
    (id) => {
      expect(readPicker(id, [])).toBeUndefined();
    },
  );

  test('leaves out the tenth picture, which pickers of version 0.1.0 had: Discord takes ten embeds', () => {
    const ten = Array.from({length: 10}, () => images[0]!);
    const read = readPicker('pick:v1:style:9:0:0', received(ten));
    expect(read?.state.images).toHaveLength(9);
    expect(read?.state.chosen).toBe(8);
  });

  test('never points beyond the last picture', () => {
    const read = readPicker('pick:v1:style:7:0:0', received());
    expect(read?.state.chosen).toBe(2);
  });
});
