/** Each row of the table in docs/reliability.md: what the bot does when Discord answers with that code. */
import {readFileSync} from 'node:fs';
import {HTTPError, RESTJSONErrorCodes} from 'discord.js';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Upload} from '../../../src/commands/attachments/fit-upload.ts';
import {Delivery, type Outcome} from '../../../src/commands/messages/delivery.ts';
import {type Consequence, consequences} from '../../../src/commands/messages/reply/consequences.ts';
import * as present from '../../../src/commands/messages/view/present.ts';
import {jobRecord, painted} from '../../fixtures/job-record.ts';
import {discordError} from '../fake-discord.ts';
import {type Bench, openBench, solidPng} from '../fake-services.ts';

const docs = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');
const rows = [...docs.matchAll(/^\| (\d+) \| (.+) \| (\w+) \|$/gm)].map(([, code, , follows]) => ({
  code: Number(code),
  follows: follows as Consequence,
}));

test('the table has exactly the codes that the bot knows', () => {
  const known = Object.entries(consequences).flatMap(([follows, codes]) =>
    codes.map((code) => ({code: Number(code), follows})),
  );
  expect(rows).toEqual(known);
  expect(new Set(rows.map(({code}) => code)).size).toBe(rows.length);
  expect(rows.filter(({code}) => RESTJSONErrorCodes[code] === undefined)).toEqual([]);
});

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(() => bench.close());

const {result, reply} = painted();

/** Tells the end of a picture in a public reply whose token is valid. */
async function tell(): Promise<Outcome> {
  const token = {value: 'token', expiresAt: new Date(Date.now() + 10 * 60_000).toISOString()};
  const job = jobRecord('job', {replyKey: 'message', reply: {...reply, applicationId: 'app', token}});
  const delivery = new Delivery(bench.services, job, {
    resumed: false,
    onPosted: () => undefined,
    onGone: () => undefined,
  });
  const show = (upload?: Upload) =>
    present.done(job, result!, upload!, {hasGallery: false, canReport: false, defaultQuality: 'standard'});
  return delivery.tell({picture: await solidPng(), show}, new AbortController().signal);
}

/** What was tried, in order: the way and the form of the picture. */
function tried(): string[] {
  return bench.discord.edits.map(({method, route, files}) => {
    const way = method === 'POST' ? (route.includes('posted') ? 'direct' : 'new') : route.split('/')[1];
    return `${way} ${files[0]?.split('.').at(-1) ?? 'words'}`;
  });
}

/** The first request of this kind is refused with the code. */
function refuseOnce(method: string, route: RegExp, code: number): void {
  const status = code === 50027 ? 401 : 403;
  bench.discord.failOnce(method, route, discordError(code, status));
}

const withPicture = {kind: 'shown'};
const first: Record<Consequence, {tried: string[]; outcome: object | 'untold'}> = {
  again: {tried: ['webhooks png'], outcome: 'untold'},
  gone: {tried: ['webhooks png'], outcome: {kind: 'gone'}},
  token: {tried: ['webhooks png', 'channels png'], outcome: withPicture},
  smaller: {tried: ['webhooks png', 'webhooks jpg'], outcome: withPicture},
  elsewhere: {tried: ['webhooks png', 'channels png'], outcome: withPicture},
  unlinked: {tried: ['webhooks png', 'channels png', 'new png', 'new png'], outcome: withPicture},
};

describe('when Discord answers', () => {
  test.each(rows)('$code, what follows is: $follows', async ({code, follows}) => {
    if (follows === 'unlinked') {
      bench.discord.failOn('PATCH', /./, discordError(50083));
      refuseOnce('POST', /messages/, code);
    } else refuseOnce('PATCH', /webhooks/, code);
    const outcome = await tell().catch(() => 'untold');
    expect(tried()).toEqual(first[follows].tried);
    if (first[follows].outcome === 'untold') expect(outcome).toBe('untold');
    else expect(outcome).toMatchObject(first[follows].outcome);
  });

  test.each(rows.filter(({follows}) => follows === 'elsewhere'))(
    '$code to every edit, the end comes in a new message that leads back to the old one',
    async ({code}) => {
      bench.discord.failOn('PATCH', /./, discordError(code, 403));
      expect(await tell()).toMatchObject({kind: 'shown', moved: {channelId: 'channel', ephemeral: false}});
      expect(tried()).toEqual(['webhooks png', 'channels png', 'new png']);
      expect(bench.discord.edits.at(-1)?.body.message_reference).toMatchObject({message_id: 'message'});
    },
  );

  test.each(rows.filter(({follows}) => follows === 'elsewhere'))(
    '$code in the whole channel, the end comes in a direct message; if that is refused too, nobody counts as told',
    async ({code}) => {
      bench.discord.failOn('PATCH', /./, discordError(code, 403));
      bench.discord.failOn('POST', /channels\/channel\//, discordError(code, 403));
      expect(await tell()).toMatchObject({kind: 'shown', moved: {ephemeral: true}});
      expect(tried()).toEqual(['webhooks png', 'channels png', 'new png', 'direct png']);
      bench.discord.failOn('POST', /./, discordError(code, 403));
      const refused = await tell();
      expect(refused).toMatchObject({kind: 'refused', causes: expect.arrayContaining([expect.any(Error)])});
    },
  );

  test.each([
    ['a broken connection', Object.assign(new Error('other side closed'), {code: 'UND_ERR_SOCKET'})],
    ['a timeout', new DOMException('aborted', 'AbortError')],
    ['500', new HTTPError(500, 'Internal Server Error', 'PATCH', 'http://discord/x', {})],
    ['503 with a code', discordError(50013, 503)],
    ['429', discordError(0, 429)],
    ['403 without a code, as from a firewall on the way', discordError(undefined as never, 403)],
    ['an answer that is no message', new TypeError('expected an id')],
  ])('with %s, the job stays untold and nothing else is tried', async (_name, error) => {
    bench.discord.failOnce('PATCH', /webhooks/, error);
    await expect(tell()).rejects.toBe(error);
    expect(tried()).toEqual(['webhooks png']);
  });

  test('413 without a code, a smaller picture is tried', async () => {
    bench.discord.failOnce('PATCH', /webhooks/, discordError(undefined as never, 413));
    await tell();
    expect(tried()).toEqual(['webhooks png', 'webhooks jpg']);
  });

  test('an unknown 4xx code, the next way is tried', async () => {
    bench.discord.failOnce('PATCH', /webhooks/, discordError(999_999));
    await tell();
    expect(tried()).toEqual(['webhooks png', 'channels png']);
  });
});
