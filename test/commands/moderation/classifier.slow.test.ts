import {readFile} from 'node:fs/promises';
import {setTimeout as delay} from 'node:timers/promises';
import {afterEach, describe, expect, test} from 'vitest';
import {type Classifier, createClassifier} from '../../../src/commands/moderation/classifier.ts';
import {explicitShare} from '../../../src/commands/moderation/classifying-moderator.ts';
import {ownModule} from '../../../src/system/own-program.ts';

const byOrder = new URL('../../fixtures/classifier-by-order.mjs', import.meta.url);
const said = (order: string): Uint8Array => new TextEncoder().encode(order);

let classifier: Classifier;
const open = (options: {timeoutMs?: number; idleMs?: number; entry?: URL} = {}): Classifier => {
  classifier = createClassifier({entry: byOrder, env: process.env, timeoutMs: 30_000, ...options});
  return classifier;
};
afterEach(() => classifier.close());

describe('createClassifier', () => {
  test('asks one process about all pictures, one after the other', async () => {
    const {classify} = open();
    const scores = await Promise.all([1, 2, 3].map(() => classify(said('count'))));
    expect(scores.map(({Neutral}) => Neutral)).toEqual([1, 2, 3]);
  });

  test.each([
    ['die', 'was ended by SIGKILL'],
    ['fail', 'the file is damaged'],
    ['babble', 'expected number'],
  ])(
    'lets nothing pass when the process answers with “%s”, and goes on with the next picture',
    async (order, why) => {
      const {classify} = open();
      await expect(classify(said(order))).rejects.toMatchObject({
        code: 'MODERATION_FAILED',
        message: expect.stringContaining(why),
      });
      expect((await classify(said('count'))).Neutral).toBeGreaterThan(0);
    },
  );

  test('gives up a picture that takes too long, with its process', async () => {
    const {classify} = open({timeoutMs: 3_000});
    await classify(said('count'));
    await expect(classify(said('hang'))).rejects.toMatchObject({
      code: 'MODERATION_FAILED',
      message: expect.stringContaining('within 3 s'),
    });
    expect((await classify(said('count'))).Neutral).toBe(1);
  });

  test('ends the process when nothing comes for a while', async () => {
    const {classify} = open({idleMs: 1});
    await classify(said('count'));
    await delay(50);
    expect((await classify(said('count'))).Neutral).toBe(1);
  });
});

test('nsfwjs takes photos without nudity for harmless', {timeout: 240_000}, async () => {
  const entry = ownModule('../../../src/images/nsfw/nsfw-process', import.meta.url);
  const {classify} = open({entry});
  // A portrait, a man without a shirt, singers in bright costumes, a drawing.
  for (const name of ['astronaut.jpg', 'didgeridoo.jpg', 'opera.jpg', 'avatar-peep.png']) {
    const scores = await classify(await readFile(new URL(`../../../bench/photos/${name}`, import.meta.url)));
    expect(scores.Porn + scores.Hentai, name).toBeLessThan(explicitShare / 2);
    expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 3);
  }
});
