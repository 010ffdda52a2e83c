import {type ButtonInteraction, DiscordAPIError, RESTJSONErrorCodes} from 'discord.js';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {customId} from '../../../../src/commands/custom-id.ts';
import {jobButtons} from '../../../../src/commands/picture/press-button.ts';
import {jobInputs, jobRecord} from '../../../fixtures/job-record.ts';
import {type Bench, openBench} from '../../fake-services.ts';

const thanks = 'Thank you. The moderators know now.';
const jobIds = Array.from({length: 7}, (_, index) => `job-${index}`);

let bench: Bench;
let press: (jobId: string) => Promise<string | undefined>;

beforeEach(async () => {
  bench = await openBench();
  bench.services.guildRules.set('7', {...bench.services.guildRules.of('7'), logChannelId: '70'});
  for (const id of jobIds) await bench.store.add(jobRecord(id), jobInputs());
  const buttons = jobButtons(bench.services, {open: async () => undefined});
  press = async (jobId) => {
    let said: string | undefined;
    await buttons.handle({
      customId: customId('report', jobId),
      user: {id: 'noa'},
      guildId: '7',
      locale: 'en-US',
      message: {id: 'message', channelId: 'channel'},
      isButton: () => true,
      deferReply: async () => undefined,
      editReply: async (text: string) => {
        said = text;
      },
    } as unknown as ButtonInteraction);
    return said;
  };
});

afterEach(() => bench.close());

const reports = () => bench.discord.edits.length;

test('five reports of a person reach the moderators; the next is refused and may come later', async () => {
  for (const id of jobIds.slice(0, 5)) expect(await press(id)).toBe(thanks);
  for (let times = 0; times < 2; times += 1) {
    await expect(press('job-5')).rejects.toMatchObject({code: 'QUOTA', detail: {reason: 'reportsUsed'}});
  }
  expect(reports()).toBe(5);
});

test('reporting a picture again counts for nothing', async () => {
  expect(await press('job-0')).toBe(thanks);
  for (let times = 0; times < 6; times += 1)
    expect(await press('job-0')).toBe('You have already reported this picture.');
  for (const id of jobIds.slice(1, 5)) expect(await press(id)).toBe(thanks);
});

test('neither does a report that does not reach the moderators', async () => {
  const closed = {code: RESTJSONErrorCodes.MissingPermissions, message: 'Missing Permissions'};
  bench.discord.failOnce(
    'POST',
    /channels/,
    new DiscordAPIError(closed, closed.code, 403, 'POST', '/channels/70/messages', {}),
  );
  await expect(press('job-0')).rejects.toMatchObject({detail: {reason: 'moderatorsOutOfReach'}});
  for (const id of jobIds.slice(0, 5)) expect(await press(id)).toBe(thanks);
});
