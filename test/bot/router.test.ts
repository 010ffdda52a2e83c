import type {ButtonInteraction, Interaction} from 'discord.js';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createRouter} from '../../src/bot/router.ts';
import {customId} from '../../src/commands/custom-id.ts';
import {jobButtons} from '../../src/commands/picture/press-button.ts';
import {type Bench, openBench} from '../commands/fake-services.ts';
import {jobInputs, jobRecord} from '../fixtures/job-record.ts';

let bench: Bench;
let logged: string[];
let said: string[];
let press: (action: 'report' | 'cancel', jobId: string) => Promise<void>;

beforeEach(async () => {
  bench = await openBench();
  logged = [];
  said = [];
  bench.services.guildLog = {write: (_guildId, line) => void logged.push(line)};
  bench.services.guildRules.set('7', {...bench.services.guildRules.of('7'), logChannelId: '70'});
  const handler = jobButtons(bench.services, {open: async () => undefined});
  const route = createRouter(bench.services, {
    slashCommands: [],
    messageCommands: [],
    idHandlers: [handler],
    paintMessage: async () => undefined,
  });
  press = (action, jobId) => route(pressOf(customId(action, jobId)));
});

afterEach(() => bench.close());

function pressOf(id: string): Interaction {
  const say = async (answer: string | {content?: string}) =>
    void said.push(typeof answer === 'string' ? answer : (answer.content ?? ''));
  const interaction: Partial<Record<keyof ButtonInteraction, unknown>> = {
    customId: id,
    user: {id: 'noa'},
    guildId: '7',
    locale: 'en-US',
    deferred: false,
    replied: false,
    memberPermissions: null,
    message: {id: 'message', channelId: 'channel'},
    isAutocomplete: () => false,
    isChatInputCommand: () => false,
    isMessageContextMenuCommand: () => false,
    isMessageComponent: () => true,
    isButton: () => true,
    deferReply: async () => undefined,
    editReply: say,
    reply: say,
    followUp: say,
  };
  return interaction as unknown as Interaction;
}

test('reports past the allowance are refused in private and leave the moderators’ channel alone', async () => {
  for (let index = 0; index < 8; index += 1) {
    await bench.store.add(jobRecord(`job-${index}`), jobInputs());
    await press('report', `job-${index}`);
  }
  expect(bench.discord.edits).toHaveLength(5);
  expect(said).toHaveLength(8);
  expect(said.at(-1)).toContain('at most 5 reports');
  expect(logged).toEqual([]);
});

test('other refusals are in the moderators’ channel', async () => {
  await bench.store.add(jobRecord('job'), jobInputs());
  await press('cancel', 'job');
  expect(logged).toEqual([expect.stringMatching(/^⛔ <@noa> refused: /)]);
});
