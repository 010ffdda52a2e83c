import {expect} from 'vitest';
import {finished, studioTest, textOf} from './harness.ts';

const test = studioTest({ENGINE: 'tfjs'});

test('a bot with ENGINE=tfjs paints with TensorFlow.js and says so under the picture', async ({
  studio,
  mia,
}) => {
  const message = await finished(await studio.order(mia));
  const info = await mia.click(message, {label: 'Info'}).response;
  expect(textOf(info)).toContain('tiny-random on tfjs-wasm');
  expect(message.current.attachments).toHaveLength(1);
});
