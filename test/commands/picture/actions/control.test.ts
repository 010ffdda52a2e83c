import {PermissionFlagsBits, PermissionsBitField} from 'discord.js';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {requireControl} from '../../../../src/commands/access/permission.ts';
import {answerTo, type Conversation} from '../../../../src/commands/messages/conversation.ts';
import {ChannelMessage} from '../../../../src/commands/messages/reply/channel-message.ts';
import {cancelJob} from '../../../../src/commands/picture/actions/cancel.ts';
import {deleteJob} from '../../../../src/commands/picture/actions/delete.ts';
import {jobInputs, jobRecord, painted} from '../../../fixtures/job-record.ts';
import {type Bench, openBench, solidPng} from '../../fake-services.ts';

const job = jobRecord('job', {status: 'failed', failure: 'the bot restarted'});

const stillOffered = async () => true;

let bench: Bench;
let message: ChannelMessage;

beforeEach(async () => {
  bench = await openBench();
  message = new ChannelMessage(bench.discord, {channelId: 'channel', messageId: 'message'});
  await bench.store.add(job, jobInputs());
});

afterEach(() => bench.close());

function conversation(): Conversation {
  return {target: message, place: answerTo(bench.discord, {id: 'picture', channelId: 'channel'}, job).place};
}

describe('requireControl', () => {
  const moderator = new PermissionsBitField(PermissionFlagsBits.ManageMessages);
  const member = new PermissionsBitField(PermissionFlagsBits.SendMessages);

  test.each([
    ['the requester', {id: 'ann', permissions: member}],
    ['the requester in a direct message', {id: 'ann', permissions: null}],
    ['a moderator', {id: 'bob', permissions: moderator}],
  ])('lets %s', (_who, actor) => {
    expect(() => requireControl(job, actor)).not.toThrow();
  });

  test.each([
    ['another member', {id: 'bob', permissions: member}],
    ['somebody without known permissions', {id: 'bob', permissions: null}],
  ])('stops %s', (_who, actor) => {
    expect(() => requireControl(job, actor)).toThrow(expect.objectContaining({code: 'NOT_ALLOWED'}));
  });
});

describe('cancelJob', () => {
  test('stops an active job and leaves the message to it', async () => {
    const stopped = bench.services.active.run('job', ({painting: signal}) => {
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    await cancelJob(bench.services, job, conversation(), stillOffered);
    await stopped;
    expect(bench.discord.requests).toEqual([]);
  });

  test.each([
    ['failed', 'This picture wasn’t finished.'],
    ['cancelled', 'Cancelled.'],
    ['done', 'no longer have it'],
  ] as const)('updates a message that never showed that its job was %s', async (status, words) => {
    bench.store.update('job', {status});
    await cancelJob(bench.services, job, conversation(), stillOffered);
    expect(bench.discord.lastContent).toContain(words);
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).toContain(':again:job');
    expect(JSON.stringify(bench.discord.edits.at(-1)?.body.components)).not.toContain(':cancel:');
  });

  test('shows the picture of a job whose last edit failed, if it is still stored', async () => {
    bench.store.update('job', {...painted(), replyKey: 'message'});
    await bench.store.savePicture('job', await solidPng());
    await cancelJob(bench.services, job, conversation(), stillOffered);
    expect(bench.discord.edits.at(-1)?.files).toEqual([expect.stringMatching(/\.png$/)]);
    expect(bench.discord.lastContent).toContain('-# 512 × 512');
  });

  test('does not touch a picture that arrived while Cancel was pressed', async () => {
    bench.store.update('job', {status: 'done'});
    await cancelJob(bench.services, job, conversation(), async () => false);
    expect(bench.discord.requests).toEqual([]);
  });

  test('does not touch the message of a deleted job', async () => {
    await bench.store.delete('job');
    await cancelJob(bench.services, job, conversation(), stillOffered);
    expect(bench.discord.requests).toEqual([]);
  });
});

describe('deleteJob', () => {
  test('removes the message, the record and the photo', async () => {
    await deleteJob(bench.services, job, {id: 'message', target: message});
    expect(bench.discord.requests).toMatchObject([
      {method: 'DELETE', route: '/channels/channel/messages/message'},
    ]);
    expect(bench.store.get('job')).toBeUndefined();
    await expect(bench.store.readInputs('job')).rejects.toMatchObject({code: 'UNKNOWN_JOB'});
  });

  test('removes the picture’s message as well as the one that asked', async () => {
    const {place} = answerTo(bench.discord, {id: 'photo', channelId: 'channel'}, job);
    await deleteJob(
      bench.services,
      {...job, ...place, replyKey: 'picture'},
      {id: 'message', target: message},
    );
    expect(bench.discord.requests.map(({route}) => route)).toEqual([
      '/channels/channel/messages/message',
      '/channels/channel/messages/picture',
    ]);
  });
});
