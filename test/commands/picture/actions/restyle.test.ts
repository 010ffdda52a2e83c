import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {answerTo} from '../../../../src/commands/messages/conversation.ts';
import {nextPreset, prepareRestyle} from '../../../../src/commands/picture/actions/restyle.ts';
import {resuit} from '../../../../src/commands/picture/actions/suited-settings.ts';
import {defaultSettings} from '../../../../src/nst/contract/protocol.ts';
import type {StylePreset} from '../../../../src/styles/style-catalogue.ts';
import {jobInputs, jobRecord} from '../../../fixtures/job-record.ts';
import {type Bench, openBench} from '../../fake-services.ts';

function preset(id: string, change: Partial<StylePreset> = {}): StylePreset {
  const texts = {artist: '', artists: {}, year: '', years: {}, tags: [], akin: [], licence: '', origin: ''};
  return {
    id,
    file: `${id}.webp`,
    title: id.toUpperCase(),
    titles: {},
    defaults: {},
    folder: '',
    ...texts,
    ...change,
  };
}

const presets = [preset('a'), preset('b', {defaults: {strength: 3, colors: 'match'}}), preset('c')];

describe('nextPreset', () => {
  const catalogue = {list: () => presets};
  const of = (...ids: string[]) => ({styles: ids.map((id) => ({id, title: id, weight: 1}))});

  test.each([
    [['a'], 'b'],
    [['c'], 'a'],
    [['b', 'a'], 'c'],
    [['custom'], 'a'],
    [['removed'], 'a'],
  ])('after %j comes %s', (ids, next) => {
    expect(nextPreset(catalogue, of(...ids)).id).toBe(next);
  });
});

describe('resuit', () => {
  test('replaces settings that came from the old painting with those of the new one', () => {
    expect(resuit(defaultSettings, {}, {strength: 3, colors: 'match'})).toEqual({
      ...defaultSettings,
      strength: 3,
      colors: 'match',
    });
    const suited = {...defaultSettings, strength: 3, colors: 'match' as const};
    expect(resuit(suited, {strength: 3, colors: 'match'}, {})).toEqual(defaultSettings);
  });

  test('keeps settings somebody chose', () => {
    const chosen = {...defaultSettings, strength: 2, styleScale: 0.5};
    expect(resuit(chosen, {}, {strength: 3, styleScale: 1.5})).toEqual(chosen);
  });
});

describe('restyle', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(presets);
  });
  afterEach(() => bench.close());

  test('paints the same photo in only the new style, with its settings, and never from the old picture', async () => {
    const job = jobRecord('job', {
      status: 'done',
      replyKey: 'picture',
      styles: [{id: 'a', title: 'A', weight: 2}],
    });
    await bench.store.add(job, {...jobInputs(), start: new Uint8Array([9])});
    const catalogue = await bench.services.styles.catalogueOf();
    const place = answerTo(bench.discord, {id: 'picture', channelId: 'channel'}, job);
    const restyling = {job, owner: 'bob', preset: presets[1]!, catalogue};
    await (await prepareRestyle(bench.services, restyling, job))(place);
    await bench.services.active.idle();
    const [request] = bench.renderer.requests;
    expect(request).toMatchObject({settings: {...job.settings, strength: 3, colors: 'match'}});
    expect([...request!.content]).toEqual([1, 2, 3]);
    expect(request!.styles).toEqual([{image: await catalogue.read('b'), weight: 1}]);
    expect(request).not.toHaveProperty('start');
    expect(bench.discord.lastContent).toContain('🎨 another style · for <@bob>');
  });
});
