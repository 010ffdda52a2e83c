import {MessageType} from 'discord.js';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createMessageRouter, type IncomingMessage} from '../../src/bot/message-router.ts';
import type {PhotoMessage} from '../../src/commands/picker/photo-message.ts';
import {AppError} from '../../src/errors.ts';
import {type Bench, openBench} from '../commands/fake-services.ts';
import {jobInputs, jobRecord} from '../fixtures/job-record.ts';

const cat = {
  id: '8',
  filename: 'cat.jpg',
  size: 9,
  url: 'https://cdn.example/cat.jpg',
  content_type: 'image/jpeg',
};

let bench: Bench;
let painted: PhotoMessage[];
let route: ReturnType<typeof createMessageRouter>;
beforeEach(async () => {
  bench = await openBench([]);
  painted = [];
  route = createMessageRouter(bench.services, {paintMessage: async (message) => void painted.push(message)});
});
afterEach(() => bench.close());

const message = (change: object = {}): IncomingMessage => ({
  data: {
    id: '1',
    type: MessageType.Default,
    channel_id: 'channel',
    author: {id: 'ann'},
    content: '',
    mentions: [],
    attachments: [cat],
    ...change,
  } as unknown as IncomingMessage['data'],
  botId: '42',
  parentId: async () => undefined,
});
const inServer = {guild_id: 'guild', member: {roles: []}};

describe('is painted', () => {
  test.each<[string, object]>([
    ['a photo in a direct message', {}],
    ['a photo with a mention in a server', {...inServer, content: '<@42> as a van Gogh'}],
    ['a mention as old clients write it', {...inServer, content: '<@!42>'}],
    ['a forwarded photo', {attachments: [], message_snapshots: [{message: {attachments: [cat]}}]}],
    ['a photo of unknown type with the name of one', {attachments: [{...cat, content_type: undefined}]}],
    [
      'a message with null where Discord may leave something out',
      {content: null, webhook_id: null, message_snapshots: null},
    ],
  ])('%s', async (_, change) => {
    await route(message(change));
    expect(painted).toMatchObject([
      {id: '1', channelId: 'channel', author: 'ann', images: [{name: 'cat.jpg'}]},
    ]);
    expect(painted[0]?.text).not.toContain('42');
  });

  test('once, even if Discord sends it again after a broken connection', async () => {
    await route(message());
    await route(message());
    expect(painted).toHaveLength(1);
  });

  test('in the language of their last picture', async () => {
    await bench.store.add(jobRecord('job', {owner: 'ann', locale: 'vi'}), jobInputs());
    await route(message());
    expect(painted[0]?.locale).toBe('vi');
  });
});

describe('is left alone', () => {
  test.each<[string, object]>([
    ['a photo in a server without a mention', inServer],
    ['a mention of somebody else', {...inServer, content: '<@421>'}],
    ['a reply, which pings but names nobody', {...inServer, type: MessageType.Reply, mentions: [{id: '42'}]}],
    ['another bot', {author: {id: 'bot', bot: true}}],
    ['a webhook', {webhook_id: '7'}],
    ['a pinned message', {type: MessageType.ChannelPinnedMessage}],
  ])('%s', async (_, change) => {
    await route(message(change));
    expect(painted).toEqual([]);
    expect(bench.discord.requests).toEqual([]);
  });
});

describe('is answered for a while', () => {
  test.each<[string, object]>([
    ['a message without a photo', {attachments: []}],
    [
      'a message with another file',
      {attachments: [{...cat, filename: 'notes.txt', content_type: 'text/plain'}]},
    ],
  ])('%s', async (_, change) => {
    void route(message(change));
    await expect.poll(() => bench.discord.lastContent).toContain('Send me a photo');
    expect(painted).toEqual([]);
  });

  test('a refusal', async () => {
    route = createMessageRouter(bench.services, {
      paintMessage: () =>
        Promise.reject(
          new AppError('QUOTA', 'too soon', {detail: {reason: 'cooldown', seconds: 5}} as never),
        ),
    });
    void route(message());
    await expect.poll(() => bench.discord.requests.length).toBeGreaterThan(0);
    expect(bench.discord.requests[0]?.body.message_reference).toMatchObject({message_id: '1'});
  });
});
