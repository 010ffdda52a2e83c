import {describe, expect, test} from 'vitest';
import {pickerEmbeds, pickerId, readPicker} from '../../../src/commands/picker/picker-state.ts';

const images = ['a', 'b', 'c'].map((name, index) => ({
  url: `https://cdn.discordapp.com/attachments/1/2/${name}.png`,
  size: 0,
  name: `${name}.png`,
  spoiler: index === 1,
}));

/** An embed as Discord returns it. */
function received() {
  return pickerEmbeds(images).map(({title = null, thumbnail = null}) => ({title, thumbnail}));
}

describe('the picker’s state', () => {
  test('is restored unchanged from the custom id and the message', () => {
    const state = {images, chosen: 2, page: 1};
    expect(readPicker(pickerId('style', state), received())).toEqual({use: 'style', state});
  });

  test('fits Discord’s limit of 100 characters for a custom id', () => {
    const many = Array.from({length: 10}, () => ({...images[0]!, spoiler: true}));
    expect(pickerId('style', {images: many, chosen: 9, page: 1_000_000}).length).toBeLessThanOrEqual(100);
  });

  test.each(['pick:v1:eat:0:0:0', 'pick:v1:style:0:0', 'pick:v1:style:x:0:0', 'stylize:v1:again:1'])(
    'ignores %s',
    (id) => {
      expect(readPicker(id, [])).toBeUndefined();
    },
  );

  test('never points beyond the last picture', () => {
    const read = readPicker('pick:v1:style:7:0:0', received());
    expect(read?.state.chosen).toBe(2);
  });
});
