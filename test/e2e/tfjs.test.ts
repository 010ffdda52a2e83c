import {afterAll, beforeAll, expect, test} from 'vitest';
import {expectCleanTraffic, finished, openStudio, photo, quick, type Studio, textOf} from './harness.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({ENGINE: 'tfjs'});
});
afterAll(() => studio.close());

test('a bot with ENGINE=tfjs paints with TensorFlow.js and says so under the picture', async () => {
  const options = {image: await photo(), style: 'kandinsky', ...quick};
  const interaction = await studio.sandbox.user('mia').slash('stylize', options);
  const message = await finished(await interaction.response);
  expect(textOf(message)).toContain('tiny-random on tfjs-wasm');
  expect(message.current.attachments).toHaveLength(1);
  expectCleanTraffic(studio);
});
