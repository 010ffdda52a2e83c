import {describe, expect, test} from 'vitest';
import type {GivenOrder} from '../../../src/commands/stylize/given-order.ts';
import {planPicture} from '../../../src/commands/stylize/given-order.ts';
import {mendOf} from '../../../src/commands/stylize/mend.ts';
import {nothingGiven} from '../../../src/commands/stylize/stylize-settings.ts';
import {wordsFor} from '../../../src/commands/words/words.ts';
import {parseConfig} from '../../../src/config.ts';
import {AppError} from '../../../src/errors.ts';
import {loadCatalogue} from '../../../src/styles/style-catalogue.ts';

const presets = await loadCatalogue();
const config = parseConfig({DISCORD_TOKEN: 'token', APPLICATION_ID: '1', MAX_SIZE: '512'});
const services = {
  config,
  guildSettings: {
    of: () => ({
      ...config,
      channels: [],
      roles: [],
      blocked: [],
      charges: {everywhere: {cooldownSeconds: 0, dailyQuota: 0}},
    }),
  },
};
const own = {url: 'https://cdn.discordapp.com/attachments/1/2/a.png', size: 1, name: 'a.png', spoiler: false};

function order(change: Partial<GivenOrder>): GivenOrder {
  return {names: [null, null, null], blend: null, settings: nothingGiven, isPrivate: false, ...change};
}

function mend(given: GivenOrder, withOwn = false) {
  try {
    planPicture(services, presets, given, {own: withOwn ? own : null, guildId: null, locale: 'en-US'});
  } catch (error) {
    return mendOf(error, given, presets, wordsFor('en-US'));
  }
  throw new Error('expected a refusal');
}

describe('a refused order goes on', () => {
  test('without a painting, by choosing one', () => {
    expect(mend(order({}))).toEqual({kind: 'choose', slot: 0, near: ''});
  });

  test.each([
    [['kandinski', null, null], 0, 'kandinski'],
    [['kandinsky', 'grate *wave*', null], 1, 'grate *wave*'],
    [['kandinsky', null, 'x'.repeat(300)], 2, 'x'.repeat(300)],
  ])('with %j, by choosing what was misspelt', (names, slot, near) => {
    expect(mend(order({names}))).toEqual({kind: 'choose', slot, near});
  });

  test.each<[string, Partial<GivenOrder>, boolean, Partial<GivenOrder>]>([
    ['equal parts', {names: ['kandinsky', 'great-wave', null], blend: '3:1:1'}, false, {blend: null}],
    [
      'one painting once',
      {names: ['kandinsky', 'Composition VIII', 'great-wave']},
      false,
      {names: ['kandinsky', null, 'great-wave']},
    ],
    [
      'fewer paintings',
      {names: ['kandinsky', 'great-wave', 'starry-night']},
      true,
      {names: ['kandinsky', 'great-wave', null]},
    ],
    [
      'the largest size allowed',
      {names: ['kandinsky', null, null], settings: {...nothingGiven, size: 900, seed: 7}},
      false,
      {settings: {...nothingGiven, size: 512, seed: 7}},
    ],
  ])('by agreeing to %s, with everything else as given', (_what, given, withOwn, change) => {
    const found = mend(order(given), withOwn);
    expect(found).toMatchObject({kind: 'agree', given: order({...given, ...change})});
  });

  test('at the limit of pictures, by making room', () => {
    const full = new AppError('QUEUE_FULL', 'full', {detail: {reason: 'ownerFull', owned: 3, most: 3}});
    expect(mendOf(full, order({}), presets, wordsFor('vi'))).toEqual({kind: 'makeRoom'});
  });

  test('only if it was refused for what can be mended', () => {
    expect(mendOf(new AppError('QUOTA', 'later'), order({}), presets, wordsFor('vi'))).toBeUndefined();
    expect(mendOf(new Error('bug'), order({}), presets, wordsFor('vi'))).toBeUndefined();
  });
});

test.each([
  ['while the bot was paused', 'PAUSED', {reason: 'paused'}],
  ['while the queue was full', 'QUEUE_FULL', {reason: 'queueFull', most: 1}],
  ['after the day’s last picture', 'QUOTA', {reason: 'quotaUsed', most: 1, until: 5}],
  ['too soon', 'QUOTA', {reason: 'cooldown', seconds: 3, until: 5}],
] as const)('an order that came %s can be tried again as it was', (_when, code, detail) => {
  const given = order({names: ['kandinsky', null, null]});
  const error = new AppError(code, 'not now', {detail});
  expect(mendOf(error, given, presets, wordsFor('en-US'))).toEqual({
    kind: 'again',
    label: 'Try again',
  });
});
