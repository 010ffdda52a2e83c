/** 🔔: how the owner of a picture hears that it is done, with the real queue and store. */
import {type ButtonInteraction, MessageFlags, PermissionFlagsBits, PermissionsBitField} from 'discord.js';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {acceptJob} from '../../../../src/commands/lifecycle/accept-job.ts';
import {resumeJobs} from '../../../../src/commands/lifecycle/resume-jobs.ts';
import {tellAgain} from '../../../../src/commands/lifecycle/tell-again.ts';
import {deleteJob} from '../../../../src/commands/picture/actions/delete.ts';
import {pressBell} from '../../../../src/commands/picture/bell/press-bell.ts';
import {messageDeleted} from '../../../../src/commands/picture/message-deleted.ts';
import {AppError} from '../../../../src/errors.ts';
import type {JobRecord, ReplyAddress} from '../../../../src/jobs/job.ts';
import {jobInputs, jobRecord, painted} from '../../../fixtures/job-record.ts';
import {discordError, type SentRequest} from '../../fake-discord.ts';
import {type Bench, openBench, solidPng} from '../../fake-services.ts';

let bench: Bench;
let finish: (() => void) | undefined;
const end = () => finish?.();

beforeEach(async () => {
  finish = undefined;
  bench = await openBench();
  bench.renderer.work = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
});

afterEach(async () => {
  end();
  await bench.services.active.close();
  await bench.close();
});

const token = (lifeMs = 60_000) => ({
  applicationId: 'app',
  token: {value: 'token', expiresAt: new Date(Date.now() + lifeMs).toISOString()},
});

/** Ann's picture, half painted. */
async function halfPainted(
  reply: Partial<ReplyAddress> = token(),
  change: Partial<JobRecord> = {},
): Promise<{id: string; ended: Promise<void>}> {
  const {settings, styles, spoiler, channelId} = jobRecord('job');
  const place = {
    ...{channelId, locale: 'en-US', ephemeral: false, replyKey: 'picture', ...change},
    reply: {botMayEdit: true, canReact: false, uploadLimitBytes: 1_000_000, ...reply},
  };
  const order = {owner: 'ann', settings, styles, spoiler, inputs: jobInputs()};
  const {ended} = await acceptJob(bench.services, order, {place});
  await expect.poll(() => bench.renderer.requests.length).toBe(1);
  await expect.poll(() => finish).toBeDefined();
  const [job] = bench.store.ofOwner('ann');
  return {id: job?.id ?? '', ended};
}

const bells = (): SentRequest[] =>
  bench.discord.requests.filter(({method, body}) => method === 'POST' && body.content?.startsWith('🔔'));
const buttonsShown = () => JSON.stringify(bench.discord.edits.at(-1)?.body.components);

describe('who presses 🔔 while their picture is painted', () => {
  test('is notified by an answer to the picture, and nobody else is', async () => {
    const {id, ended} = await halfPainted();
    expect(bench.services.active.setBell(id, true)).toBe(true);
    end();
    await ended;
    expect(bells()).toHaveLength(1);
    expect(bells()[0]).toMatchObject({
      route: '/channels/channel/messages',
      body: {
        content: '🔔 <@ann>, your picture is done.',
        allowed_mentions: {parse: [], users: ['ann']},
        message_reference: {message_id: 'picture'},
        enforce_nonce: true,
      },
    });
    expect(bench.store.get(id)).toMatchObject({bell: {channelId: 'channel', messageId: 'posted'}});
  });

  test('sees the other button at once, and the wish is on record', async () => {
    const {id} = await halfPainted();
    await expect.poll(buttonsShown).toContain(`stylize:v1:bell:${id}`);
    bench.services.active.setBell(id, true);
    await expect.poll(buttonsShown, {timeout: 5_000}).toContain(`stylize:v1:hush:${id}`);
    expect(bench.store.get(id)).toMatchObject({wantsBell: true});
    bench.services.active.setBell(id, false);
    await expect.poll(buttonsShown, {timeout: 5_000}).toContain(`stylize:v1:bell:${id}`);
  });

  test('hears of a failure, too', async () => {
    bench.renderer.work = () =>
      new Promise((_resolve, reject) => {
        finish = () => reject(new AppError('OUT_OF_MEMORY', 'too large'));
      });
    const {id, ended} = await halfPainted();
    bench.services.active.setBell(id, true);
    end();
    await ended;
    expect(bells()).toMatchObject([{body: {content: '🔔 <@ann>, your picture didn’t work out.'}}]);
  });

  test.each([
    ['is a private one', token(), {ephemeral: true}],
    ['is where the bot is not a member', {...token(), botMayEdit: false}, {}],
  ])('is notified in private if the picture %s', async (_where, reply, change) => {
    const {id, ended} = await halfPainted(reply, change);
    bench.services.active.setBell(id, true);
    end();
    await ended;
    expect(bells()).toMatchObject([
      {route: '/webhooks/app/token', auth: false, body: {flags: MessageFlags.Ephemeral}},
    ]);
    expect(bench.store.get(id)?.bell).toBeUndefined();
  });

  test('is notified in private where the bot may not post', async () => {
    bench.discord.failOn('POST', /^\/channels/, discordError(50013, 403));
    const {id, ended} = await halfPainted();
    bench.services.active.setBell(id, true);
    end();
    await ended;
    expect(bells().map(({route}) => route)).toEqual(['/channels/channel/messages', '/webhooks/app/token']);
  });

  test('is notified by the picture itself if that comes in a direct message', async () => {
    const {id, ended} = await halfPainted({...token(-1), botMayEdit: false});
    bench.services.active.setBell(id, true);
    end();
    await ended;
    expect(bells()).toEqual([]);
    expect(bench.discord.requests.map(({route}) => route)).toContain('/users/@me/channels');
  });
});

/** A picture that was painted before a restart, and whose owner pressed 🔔. */
async function untold(): Promise<void> {
  const job = jobRecord('job', {...painted(), replyKey: 'picture', owner: 'ann', wantsBell: true});
  await bench.store.add(job, jobInputs());
  await bench.store.savePicture('job', await solidPng());
}

test('a restart before the end is told keeps the wish', async () => {
  await untold();
  resumeJobs(bench.services, bench.store);
  await bench.services.active.idle();
  expect(bells()).toMatchObject([{body: {content: '🔔 <@ann>, your picture is done.'}}]);
});

describe('nobody is notified', () => {
  test('who looks already, because they asked for an end that could not be told before', async () => {
    await untold();
    await tellAgain(bench.services, {id: 'job'});
    expect(bench.store.get('job')).toMatchObject({toldAt: expect.any(String)});
    expect(bells()).toEqual([]);
  });

  test('who has not asked for it, or has changed their mind', async () => {
    const {id, ended} = await halfPainted();
    bench.services.active.setBell(id, true);
    bench.services.active.setBell(id, false);
    end();
    await ended;
    expect(bells()).toEqual([]);
  });

  test('of a picture that they cancelled', async () => {
    const {id, ended} = await halfPainted();
    bench.services.active.setBell(id, true);
    void bench.services.active.stop(id, 'cancelled');
    await ended;
    expect(bench.store.get(id)).toMatchObject({status: 'cancelled', toldAt: expect.any(String)});
    expect(bells()).toEqual([]);
  });

  test('by a button that outlived its job', async () => {
    const {id, ended} = await halfPainted();
    end();
    await ended;
    expect(bench.services.active.setBell(id, true)).toBe(false);
  });
});

test('🔔 is only for the requester; a moderator is told so', async () => {
  const permissions = new PermissionsBitField(PermissionFlagsBits.ManageMessages);
  const press = {user: {id: 'mod'}, memberPermissions: permissions} as unknown as ButtonInteraction;
  const refused = pressBell(bench.services, press, jobRecord('job'), true);
  await expect(refused).rejects.toMatchObject({code: 'NOT_ALLOWED', detail: {reason: 'notYourBell'}});
});

describe('the notification goes', () => {
  async function rung(): Promise<JobRecord> {
    const {id, ended} = await halfPainted();
    bench.services.active.setBell(id, true);
    end();
    await ended;
    return bench.store.get(id) as JobRecord;
  }
  const deletions = () =>
    bench.discord.requests.filter(({method}) => method === 'DELETE').map(({route}) => route);

  test('with a picture that its owner deletes', async () => {
    await deleteJob(bench.services, await rung());
    expect(deletions()).toContain('/channels/channel/messages/posted');
  });

  test('with a picture whose message somebody deletes', async () => {
    await rung();
    await messageDeleted(bench.services, 'picture');
    expect(deletions()).toEqual(['/channels/channel/messages/posted']);
  });

  test('alone, if somebody deletes only that; then nothing of it is left on record', async () => {
    const {id, owner} = await rung();
    await messageDeleted(bench.services, 'posted');
    expect(bench.store.get(id)).toMatchObject({status: 'done', replyKey: 'picture'});
    expect(bench.store.get(id)?.bell).toBeUndefined();
    await bench.store.forget(owner);
    expect(bench.store.traces.of({jobId: id}).map(({messageId}) => messageId)).toEqual(['picture']);
  });

  test('with a picture that is deleted after its record', async () => {
    const {id, owner} = await rung();
    await bench.store.forget(owner);
    expect(bench.store.traces.of({jobId: id}).map(({messageId}) => messageId)).toContain('posted');
  });
});
