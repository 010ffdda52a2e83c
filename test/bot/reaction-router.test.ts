import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createReactionRouter, type IncomingReaction} from '../../src/bot/reaction-router.ts';
import type {StylePreset} from '../../src/styles/style-catalogue.ts';
import {type Bench, openBench, untilAborted} from '../commands/fake-services.ts';
import {jobInputs, jobRecord, painted} from '../fixtures/job-record.ts';

const job = jobRecord('job', {status: 'done', replyKey: 'picture'});

let bench: Bench;
let route: ReturnType<typeof createReactionRouter>;

beforeEach(async () => {
  bench = await openBench([preset('kandinsky'), preset('starry-night')]);
  route = createReactionRouter(bench.services);
  await bench.store.add(job, jobInputs());
});

afterEach(() => bench.close());

function preset(id: string): StylePreset {
  const texts = {artist: '', artists: {}, year: '', years: {}, tags: [], akin: [], licence: '', origin: ''};
  return {id, file: `${id}.webp`, title: id, titles: {}, defaults: {}, folder: '', ...texts};
}

function reaction(change: Partial<IncomingReaction> = {}): IncomingReaction {
  const message = {id: 'picture', channelId: 'channel'};
  return {
    message,
    emoji: '➕',
    userId: 'bob',
    byBot: false,
    whereabouts: async () => ({permissions: null}),
    ...change,
  };
}

describe('a reaction', () => {
  test('to a picture starts a job with new settings, which answers the picture', async () => {
    await route(reaction());
    expect(bench.renderer.requests.map(({settings}) => settings.strength)).toEqual([3]);
    expect(bench.discord.requests[0]).toMatchObject({
      method: 'POST',
      body: {message_reference: {message_id: 'picture'}},
    });
  });

  test.each([
    ['from a bot', {byBot: true}],
    ['with another emoji', {emoji: '👍'}],
    ['to another message', {message: {id: 'elsewhere', channelId: 'channel'}}],
  ])('%s does nothing', async (_kind, change) => {
    await route(reaction(change));
    expect(bench.discord.requests).toEqual([]);
  });

  test('repeated while its retry is under way counts once', async () => {
    bench.renderer.work = untilAborted;
    const first = route(reaction());
    await route(reaction());
    await expect.poll(() => bench.renderer.requests.length).toBe(1);
    expect(bench.services.queue.counts()).toEqual({waiting: 0, running: 1});
    await bench.services.active.close();
    await first;
  });

  test('with ⚙️ is answered with a button that opens the form', async () => {
    void route(reaction({emoji: '⚙️'}));
    await expect.poll(() => bench.discord.lastContent).toContain('<@bob>, press the button');
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).toContain('stylize:v1:tweak:job');
    expect(bench.renderer.requests).toEqual([]);
  });

  test('with 🎨 paints in the next preset of the catalogue', async () => {
    await route(reaction({emoji: '🎨'}));
    expect(bench.store.ofOwner('bob').map(({styles}) => styles[0]?.id)).toEqual(['starry-night']);
  });

  test('with 🔍 continues from the picture at twice its size', async () => {
    await bench.store.savePicture('job', new Uint8Array([7]));
    await route(reaction({emoji: '🔍'}));
    const [request] = bench.renderer.requests;
    expect(request?.settings.size).toBe(1024);
    expect([...(request?.start ?? [])]).toEqual([7]);
  });

  test.each(['⭐', '🎞', '🔍'])(
    'with %s, if it cannot be done, is answered with the reason',
    async (emoji) => {
      void route(reaction({emoji, userId: 'ann'}));
      await expect
        .poll(() => bench.discord.lastContent)
        .toMatch(/^words for expected a (guild|finished picture)/);
    },
  );

  test('with 🗑️ from the requester is answered with a button that deletes, and deletes nothing', async () => {
    void route(reaction({emoji: '🗑️', userId: 'ann'}));
    await expect.poll(() => bench.discord.lastContent).toBe('<@ann>, delete this picture?');
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).toContain('stylize:v1:delete:job');
    expect(bench.discord.requests.map(({method}) => method)).toEqual(['POST']);
    expect(bench.store.get('job')).toBeDefined();
  });

  test('with ℹ️ is answered with how the picture was made', async () => {
    bench.store.update('job', painted());
    void route(reaction({emoji: 'ℹ️'}));
    await expect.poll(() => bench.discord.lastContent).toMatch(/seed\u00A0\d+\n.* on hand/);
  });

  test('with 🗑️ from somebody else deletes nothing and is answered', async () => {
    void route(reaction({emoji: '🗑️'}));
    await expect.poll(() => bench.discord.lastContent).toContain('words for only the requester');
    expect(bench.store.get('job')).toBeDefined();
  });
});
