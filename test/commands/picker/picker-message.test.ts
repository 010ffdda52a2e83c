import {expect, test} from 'vitest';
import {pickerMessage} from '../../../src/commands/picker/picker-message.ts';
import {readPicker} from '../../../src/commands/picker/picker-state.ts';
import {pickerLayout} from '../../../src/commands/presets/style-picker.ts';
import {Gallery} from '../../../src/commands/presets/thumbnail-pages.ts';
import {loadCatalogue} from '../../../src/styles/style-catalogue.ts';

const catalogue = await loadCatalogue();

const picker = (count: number) => {
  const images = Array.from({length: count}, (_, index) => ({
    url: `https://cdn.discordapp.com/attachments/1/2/${index}.png`,
    size: 0,
    name: `${index}.png`,
    spoiler: false,
  }));
  const state = {images, source: 'https://discord.com/channels/1/2/3', chosen: 0, page: 0};
  return pickerMessage(new Gallery(pickerLayout), catalogue, state, 'en-US');
};

/** Where Discord shows a message's parts, from top to bottom: its text, its files, its embeds, its buttons. */
test('nothing stands between the paintings, their titles and their numbers, not even the photo', async () => {
  const {content, embeds, components, files} = await picker(3);
  expect(content).toBe('**Choose a painting:**');
  expect(embeds.map(({title}) => title)).toEqual(['0.png', '1.png', '2.png', undefined]);
  expect(embeds.at(-1)).toEqual({
    description: expect.stringMatching(/^-# \*\*1\*\*\u00A0Composition VIII/),
    image: {url: `attachment://${files[0]?.name}`},
  });
  const labels = components.map((row) => row.components.map((part) => ('label' in part ? part.label : '')));
  expect(labels.slice(0, 3).flat()).toEqual(Array.from({length: 15}, (_, index) => String(index + 1)));
  expect(labels.slice(3)).toEqual([['Previous', 'Next'], ['']]);
});

test('the paintings do not count as a photo when a button is pressed', async () => {
  const {embeds, components} = await picker(9);
  expect(embeds).toHaveLength(10);
  const [first] = components[0]?.components ?? [];
  const id = first && 'custom_id' in first ? first.custom_id : '';
  const received = embeds.map(({title = null, url = null, thumbnail = null}) => ({title, url, thumbnail}));
  expect(readPicker(id, received)?.state.images).toHaveLength(9);
});
