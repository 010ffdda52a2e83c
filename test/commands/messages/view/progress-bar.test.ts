import {expect, test} from 'vitest';
import {progressBar} from '../../../../src/commands/messages/view/progress-bar.ts';

test.each([
  [0, '▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱ 0%'],
  [0.5, '▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱ 50%'],
  [0.999, '▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▱ 99%'],
  [1, '▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰ 100%'],
  [-0.1, '▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱ 0%'],
  [1.2, '▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰ 100%'],
])('draws %d as %s', (fraction, bar) => {
  expect(progressBar(fraction)).toBe(bar);
});
