import type {ButtonInteraction, ChatInputCommandInteraction} from 'discord.js';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {forgetCommand} from '../../../src/commands/pages/forget.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';
import {type Bench, openBench} from '../fake-services.ts';

let bench: Bench;
let said: string[];

beforeEach(async () => {
  bench = await openBench();
  said = [];
});

afterEach(() => bench.close());

function interaction(customId = '') {
  const say = async ({content = ''}: {content?: string}) => void said.push(content);
  return {
    customId,
    user: {id: 'ann'},
    locale: 'en-US',
    isButton: () => true,
    deferUpdate: async () => undefined,
    reply: say,
    editReply: say,
  };
}

test('the message that 🔔 asked for is not counted as a picture of its own', async () => {
  const bell = {channelId: 'channel', messageId: 'bell'};
  const told = {...painted(), replyKey: 'picture', toldAt: '2024-05-01T10:02:00.000Z', bell};
  await bench.store.add(jobRecord('job', told), jobInputs());
  await bench.store.forget('ann');
  expect(bench.store.traces.of({owner: 'ann'})).toHaveLength(2);

  const {command, handler} = forgetCommand(bench.services);
  await command.execute(interaction() as unknown as ChatInputCommandInteraction);
  await handler.handle(interaction('forget:v1:all') as unknown as ButtonInteraction);
  expect(said).toEqual([
    'I keep nothing of yours, but one message still shows a picture of yours. Delete it?',
    'I deleted one picture and its photo.',
  ]);
  expect(bench.store.traces.of({owner: 'ann'})).toEqual([]);
});
