import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {answerTo} from '../../../../src/commands/messages/conversation.ts';
import {postTimeLapse} from '../../../../src/commands/picture/actions/send-time-lapse.ts';
import type {TimeLapseRequest} from '../../../../src/images/time-lapse.ts';
import {jobInputs, jobRecord, painted} from '../../../fixtures/job-record.ts';
import {type Bench, openBench, solidPng} from '../../fake-services.ts';

const job = jobRecord('job', {...painted(), replyKey: 'picture', spoiler: true});

let bench: Bench;
let requests: TimeLapseRequest[];

beforeEach(async () => {
  bench = await openBench();
  requests = [];
  bench.services.timeLapse = {
    requirePlace: () => undefined,
    make: async (_owner, prepare) => {
      requests.push(await prepare());
      return new Uint8Array([1]);
    },
  };
  await bench.store.add(job, jobInputs());
});
afterEach(() => bench.close());

const post = () =>
  postTimeLapse(
    bench.services,
    {job: bench.store.get('job')!, owner: '42'},
    answerTo(bench.discord, {id: 'picture', channelId: 'channel'}, job),
  );

async function addFrames(): Promise<void> {
  const frames = bench.store.openFrames('job');
  for (const byte of [1, 2]) frames.add(new Uint8Array([byte]));
  await frames.settled();
}

describe('postTimeLapse', () => {
  test('uses the frames and the picture, never the photo, and fits the upload limit', async () => {
    await addFrames();
    const picture = await solidPng();
    await bench.store.savePicture('job', picture);
    await post();
    expect(requests.map(({frames}) => frames.map(([byte]) => byte))).toEqual([[1, 2]]);
    expect(Buffer.compare(requests[0]!.picture, picture)).toBe(0);
    expect(requests[0]!.maxBytes).toBe(10 * 1024 * 1024);
  });

  test('answers the picture, hidden if the picture is, with a button to remove it', async () => {
    await addFrames();
    await bench.store.savePicture('job', await solidPng());
    await post();
    const sent = bench.discord.requests.at(-1);
    expect(sent).toMatchObject({body: {message_reference: {message_id: 'picture'}}});
    expect(sent?.body.content).toContain('🎞️ time-lapse · for <@42>');
    expect(sent?.files).toEqual([expect.stringMatching(/^SPOILER_.*\.webp$/)]);
    expect(JSON.stringify(sent?.body.components)).toContain('timelapse:v1:42:job');
  });

  test('needs a finished picture', async () => {
    await addFrames();
    await expect(post()).rejects.toMatchObject({detail: {reason: 'noPicture'}});
  });

  test('needs frames', async () => {
    await bench.store.savePicture('job', await solidPng());
    await expect(post()).rejects.toMatchObject({detail: {reason: 'noFrames'}});
    expect(bench.discord.requests).toEqual([]);
  });
});
