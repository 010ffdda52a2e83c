import {describe, expect, test} from 'vitest';
import {customId, parseCustomId} from '../../src/commands/custom-id.ts';
import {actionOfEmoji, actions, emojis, pictureActions} from '../../src/commands/picture/actions.ts';

const jobId = '3f1d5a52-9a1e-4c0e-8a55-3c1b6f3f2f10';

describe('custom ids', () => {
  test.each(actions)(
    'hold the action %s and the job, and give both back, within Discord’s 100 characters',
    (action) => {
      const id = customId(action, jobId);
      expect(id.length).toBeLessThanOrEqual(100);
      expect(parseCustomId(id)).toEqual({action, jobId});
    },
  );

  test.each([
    '',
    'stylize:v1:again:',
    'stylize:v2:again:x',
    'stylize:v1:explode:x',
    'other:v1:again:x',
    'stylize:v1:again:x:y',
  ])('of another kind (%j) are ignored', (id) => {
    expect(parseCustomId(id)).toBeUndefined();
  });
});

describe('emojis', () => {
  test.each(pictureActions)('stand for the action %s, with and without a variation selector', (action) => {
    expect(actionOfEmoji(emojis[action])).toBe(action);
    expect(actionOfEmoji(emojis[action].replace('\uFE0F', ''))).toBe(action);
  });

  test('of other kinds are ignored', () => {
    expect(actionOfEmoji('👍')).toBeUndefined();
    expect(actionOfEmoji('')).toBeUndefined();
  });
});
