import {describe, expect, test, vi} from 'vitest';
import {createClassifyingModerator} from '../../../src/commands/moderation/classifying-moderator.ts';
import {allOf, blocked, type Moderator} from '../../../src/commands/moderation/moderator.ts';
import {missingNsfwPackages} from '../../../src/images/nsfw/packages.ts';
import {silentLog} from '../fake-services.ts';

const picture = new Uint8Array([1]);
const harmless = {Drawing: 0.1, Hentai: 0, Neutral: 0.3, Porn: 0, Sexy: 0.6};
const explicit = {Drawing: 0.1, Hentai: 0.3, Neutral: 0.2, Porn: 0.35, Sexy: 0.05};

const moderating = (scores: typeof harmless, policy: 'refuse' | 'spoiler') =>
  createClassifyingModerator({classify: async () => scores}, {policy, log: silentLog});

describe('the classifier’s verdict', () => {
  test('Porn and Hentai count together; Sexy does not', async () => {
    expect(await moderating(harmless, 'refuse').review(picture, 'input')).toEqual({spoiler: false});
    await expect(moderating(explicit, 'refuse').review(picture, 'input')).rejects.toMatchObject({
      code: 'MODERATED',
      detail: {reason: 'inputBlocked'},
    });
    await expect(moderating(explicit, 'refuse').review(picture, 'output')).rejects.toMatchObject({
      detail: {reason: 'outputBlocked'},
    });
  });

  test('MODERATION=spoiler hides instead of refusing', async () => {
    expect(await moderating(explicit, 'spoiler').review(picture, 'output')).toEqual({spoiler: true});
    expect(await moderating(harmless, 'spoiler').review(picture, 'output')).toEqual({spoiler: false});
  });
});

describe('several moderators', () => {
  const says = (spoiler: boolean): Moderator => ({review: async () => ({spoiler})});
  const refusing: Moderator = {
    review: async (_image, stage) => {
      throw blocked(stage);
    },
  };

  test('hide a picture if one of them does', async () => {
    expect(await allOf([says(false), says(true), says(false)]).review(picture, 'input')).toEqual({
      spoiler: true,
    });
    expect(await allOf([]).review(picture, 'input')).toEqual({spoiler: false});
  });

  test('refuse a picture if one of them does, and then ask nobody else', async () => {
    const last = {review: vi.fn(says(false).review)};
    await expect(allOf([says(true), refusing, last]).review(picture, 'input')).rejects.toMatchObject({
      code: 'MODERATED',
    });
    expect(last.review).not.toHaveBeenCalled();
  });
});

describe('the classifier’s packages', () => {
  test('are named with the command that installs them when one is missing', () => {
    const sentence = missingNsfwPackages((name) => {
      if (name === 'nsfwjs') throw new Error('not found');
    });
    expect(sentence).toBe(
      "the classifier's packages are missing here (nsfwjs): npm install --ignore-scripts --no-save nsfwjs@4.3 @tensorflow/tfjs@4.22 @tensorflow/tfjs-backend-wasm@4.22",
    );
  });

  test('are here, because the tests need them', () => {
    expect(missingNsfwPackages()).toBeUndefined();
  });
});
