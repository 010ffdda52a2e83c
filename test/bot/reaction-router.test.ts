import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createReactionRouter, type IncomingReaction} from '../../src/bot/reaction-router.ts';
import {type Bench, openBench, untilAborted} from '../commands/fake-services.ts';
import {jobInputs, jobRecord} from '../fixtures/job-record.ts';

const job = jobRecord('job', {status: 'done', replyKey: 'picture'});

let bench: Bench;
let route: ReturnType<typeof createReactionRouter>;

beforeEach(async () => {
  bench = await openBench();
  route = createReactionRouter(bench.services);
  await bench.store.add(job, jobInputs());
});

afterEach(() => bench.close());

function reaction(change: Partial<IncomingReaction> = {}): IncomingReaction {
  const message = {id: 'picture', channelId: 'channel'};
  return {message, emoji: '➕', actor: {id: 'bob', permissions: null}, byBot: false, ...change};
}

describe('a reaction', () => {
  test('to a picture starts a job with new settings that answers it', async () => {
    await route(reaction());
    expect(bench.renderer.requests.map(({settings}) => settings.strength)).toEqual([1.6]);
    expect(bench.discord.requests[0]).toMatchObject({
      method: 'POST',
      body: {message_reference: {message_id: 'picture'}},
    });
  });

  test.each([
    ['of a bot', {byBot: true}],
    ['with another emoji', {emoji: '👍'}],
    ['to another message', {message: {id: 'elsewhere', channelId: 'channel'}}],
  ])('%s does nothing', async (_kind, change) => {
    await route(reaction(change));
    expect(bench.discord.requests).toEqual([]);
  });

  test('given again while its retry is under way counts once', async () => {
    bench.renderer.work = untilAborted;
    const first = route(reaction());
    await route(reaction());
    await expect.poll(() => bench.renderer.requests.length).toBe(1);
    expect(bench.services.queue.counts()).toEqual({waiting: 0, running: 1});
    await bench.services.active.close();
    await first;
  });

  test('of the requester with 🗑️ deletes the picture', async () => {
    await route(reaction({emoji: '🗑️', actor: {id: 'ann', permissions: null}}));
    expect(bench.discord.requests).toMatchObject([
      {method: 'DELETE', route: '/channels/channel/messages/picture'},
    ]);
    expect(bench.store.get('job')).toBeUndefined();
  });

  test('of somebody else with 🗑️ deletes nothing and is answered', async () => {
    void route(reaction({emoji: '🗑️'}));
    await expect.poll(() => bench.discord.lastContent).toContain('words for this needs its requester');
    expect(bench.store.get('job')).toBeDefined();
  });
});
