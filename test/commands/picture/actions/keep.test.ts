import {PermissionFlagsBits, PermissionsBitField} from 'discord.js';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {ChannelMessage} from '../../../../src/commands/messages/reply/channel-message.ts';
import {deleteJob} from '../../../../src/commands/picture/actions/delete.ts';
import {keepJob} from '../../../../src/commands/picture/actions/keep.ts';
import {jobInputs, jobRecord, painted} from '../../../fixtures/job-record.ts';
import {discordError} from '../../fake-discord.ts';
import {type Bench, openBench, solidPng} from '../../fake-services.ts';

const ann = {actor: {id: 'ann', permissions: null}, locale: 'en-US'};
const job = jobRecord('job', {...painted(), guildId: '5', channelId: '6', replyKey: '7', spoiler: true});

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.store.add(job, jobInputs());
  await bench.store.savePicture('job', await solidPng());
  openGallery('8');
});
afterEach(() => bench.close());

function openGallery(galleryChannelId?: string): void {
  const {of} = bench.services.guildSettings;
  bench.services.guildSettings = {
    of: (guildId) => ({...of(guildId), ...(guildId === '5' && galleryChannelId && {galleryChannelId})}),
  };
}

const posts = () => bench.discord.requests.filter(({method}) => method === 'POST');

describe('keepJob', () => {
  test('posts the picture with credit and a link, still hidden as a spoiler, and says where', async () => {
    expect(await keepJob(bench.services, job, ann)).toBe(
      'Now in the gallery: https://discord.com/channels/5/8/posted',
    );
    expect(posts()).toMatchObject([
      {
        route: '/channels/8/messages',
        body: {
          content: '⭐ **Composition VII**, painted for <@ann>\nhttps://discord.com/channels/5/6/7',
          allowed_mentions: {parse: []},
        },
        files: [expect.stringMatching(/^SPOILER_/)],
      },
    ]);
  });

  test('posts it once even if it is pressed twice at once', async () => {
    await Promise.all([keepJob(bench.services, job, ann), keepJob(bench.services, job, ann)]);
    // Discord makes only one message from posts with the same nonce.
    expect(new Set(posts().map(({body}) => body.nonce)).size).toBe(1);
    const requests = posts().length;
    const again = await keepJob(bench.services, bench.store.get('job')!, ann);
    expect(again).toMatch(/^Already in the gallery/);
    expect(posts()).toHaveLength(requests);
  });

  test('posts another copy if somebody has deleted the first by hand, but not for other troubles', async () => {
    await keepJob(bench.services, job, ann);
    bench.discord.failOnce('GET', /channels\/8/, discordError(50001, 403));
    expect(await keepJob(bench.services, bench.store.get('job')!, ann)).toMatch(/^Already in/);
    bench.discord.failOnce('GET', /channels\/8/, discordError(10008, 404));
    expect(await keepJob(bench.services, bench.store.get('job')!, ann)).toMatch(/^Now in the gallery/);
    expect(posts()).toHaveLength(2);
    expect(new Set(posts().map(({body}) => body.nonce)).size).toBe(2);
  });

  test('does not link to a private picture', async () => {
    await keepJob(bench.services, {...job, ephemeral: true}, ann);
    expect(posts()[0]?.body.content).not.toContain('https://');
  });

  test('is only for the requester and moderators', async () => {
    const bob = {actor: {id: 'bob', permissions: null}, locale: 'en-US'};
    await expect(keepJob(bench.services, job, bob)).rejects.toMatchObject({code: 'NOT_ALLOWED'});
    const permissions = new PermissionsBitField(PermissionFlagsBits.ManageMessages);
    await keepJob(bench.services, job, {...bob, actor: {id: 'bob', permissions}});
    expect(posts()).toHaveLength(1);
  });

  test.each([
    ['in another guild', {guildId: '9'}, 'noGallery'],
    ['in direct messages', {guildId: undefined}, 'noGallery'],
    ['before the picture is finished', {status: 'running'}, 'noPicture'],
  ] as const)('refuses %s', async (_where, change, reason) => {
    const other = {...job, ...change} as typeof job;
    await expect(keepJob(bench.services, other, ann)).rejects.toMatchObject({detail: {reason}});
  });

  test.each([50001, 50013, 10003])('explains a gallery that Discord closes, with %d', async (code) => {
    bench.discord.failOn('POST', /channels\/8/, discordError(code, 403));
    await expect(keepJob(bench.services, job, ann)).rejects.toMatchObject({
      detail: {reason: 'galleryClosed', channelId: '8'},
    });
    expect(bench.store.get('job')?.kept).toBeUndefined();
  });
});

test('deleting a kept picture removes it from the gallery, and continues if Discord forbids that', async () => {
  await keepJob(bench.services, job, ann);
  bench.discord.failOn('DELETE', /channels\/8/, discordError(50013, 403));
  const message = new ChannelMessage(bench.discord, {channelId: '6', messageId: '7'});
  await deleteJob(bench.services, bench.store.get('job')!, {id: '7', target: message});
  const deleted = bench.discord.requests.filter(({method}) => method === 'DELETE').map(({route}) => route);
  expect(deleted).toEqual(['/channels/6/messages/7', '/channels/8/messages/posted']);
  expect(bench.store.get('job')).toBeUndefined();
});
