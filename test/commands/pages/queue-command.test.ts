/** `/queue` while its list changes, with the real queue and store. */
import type {ButtonInteraction, ChatInputCommandInteraction, InteractionEditReplyOptions} from 'discord.js';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {acceptJob} from '../../../src/commands/lifecycle/accept-job.ts';
import {cancelId, queueCommand} from '../../../src/commands/pages/queue-command.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';
import {type Bench, openBench, solidPng, untilAborted} from '../fake-services.ts';

let bench: Bench;
let queue: ReturnType<typeof queueCommand>;
let edits: InteractionEditReplyOptions[];
let warnings: string[];

beforeEach(async () => {
  bench = await openBench();
  bench.renderer.work = untilAborted;
  edits = [];
  warnings = [];
  bench.services.log = {...bench.services.log, warn: (_fields, text) => void warnings.push(text ?? '')};
  queue = queueCommand(bench.services);
  await addFinished('finished');
});

afterEach(async () => {
  vi.restoreAllMocks();
  await bench.services.active.close();
  await bench.close();
});

async function addFinished(id: string): Promise<void> {
  await bench.store.add(jobRecord(id, {...painted(), toldAt: '2024-05-01T10:02:00.000Z'}), jobInputs());
  await bench.store.savePicture(id, await solidPng());
}

/** Ann's picture, being painted. */
async function begin(): Promise<string> {
  const {settings, styles, spoiler, channelId} = jobRecord('job');
  const reply = {botMayEdit: true, canReact: false, uploadLimitBytes: 1_000_000};
  const place = {channelId, locale: 'en-US', ephemeral: false, replyKey: 'picture', reply};
  await acceptJob(bench.services, {owner: 'ann', settings, styles, spoiler, inputs: jobInputs()}, {place});
  const id = bench.store.ofOwner('ann').find(({status}) => status !== 'done')?.id ?? '';
  await expect.poll(() => bench.store.get(id)?.status).toBe('running');
  return id;
}

function interaction(customId = '') {
  return {
    customId,
    user: {id: 'ann'},
    locale: 'en-US',
    isButton: () => true,
    reply: async () => undefined,
    deferUpdate: async () => undefined,
    editReply: async (message: InteractionEditReplyOptions) => void edits.push(message),
  };
}

const ask = (change: object = {}) =>
  queue.command.execute({...interaction(), ...change} as unknown as ChatInputCommandInteraction);
const cancel = (id: string) =>
  queue.handler.handle(interaction(cancelId(id)) as unknown as ButtonInteraction);

/** Does something while the thumbnails are made. */
function meanwhile(change: () => Promise<void>): void {
  const {readPicture} = bench.store;
  vi.spyOn(bench.store, 'readPicture').mockImplementationOnce(async (id) => {
    await change();
    return readPicture(id);
  });
}

test('adds thumbnails to the list as it is by then, not as it was', async () => {
  const id = await begin();
  meanwhile(async () => {
    void bench.services.active.stop(id, 'cancelled');
    await expect.poll(() => bench.store.get(id)?.status).toBe('cancelled');
    await expect.poll(() => bench.services.queue.counts()).toMatchObject({running: 0});
  });
  await ask();
  expect(edits).toHaveLength(1);
  expect(edits[0]).toMatchObject({components: [], files: [{name: 'finished.jpg'}]});
  expect(JSON.stringify(edits[0]?.embeds)).toContain('The queue is empty.');
});

test('adds none if other pictures are finished by then, because the numbers would not fit', async () => {
  meanwhile(() => addFinished('newer'));
  await ask();
  expect(edits).toEqual([]);
});

test('stays without thumbnails if they cannot be added', async () => {
  await ask({editReply: () => Promise.reject(new Error('lost'))});
  expect(warnings).toContain('a list shows no thumbnails');
});

test('keeps the thumbnails for the next list', async () => {
  const id = await begin();
  const readPicture = vi.spyOn(bench.store, 'readPicture');
  await ask();
  await cancel(id);
  expect(edits).toHaveLength(2);
  expect(edits[1]).toMatchObject({content: '', components: [], files: [{name: 'finished.jpg'}]});
  expect(readPicture).toHaveBeenCalledOnce();
});
