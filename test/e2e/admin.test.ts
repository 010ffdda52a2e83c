/** What the managers of a server decide, against the real bot. */
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ClientRefusal, file, type MessageHandle} from '../../sandbox/index.ts';
import {expectCleanTraffic, finished, openStudio, photo, quick, type Studio, textOf} from './harness.ts';

let studio: Studio;
let admin: ReturnType<Studio['sandbox']['user']>;
beforeAll(async () => {
  studio = await openStudio(
    {MAX_SIZE: '512'},
    {guilds: [{name: 'Studio', channels: ['art', 'talk', 'log']}]},
  );
  admin = studio.sandbox.user('ada', {permissions: ['ManageGuild']});
});
afterAll(() => studio.close());

async function decide(command: string, values: Record<string, unknown> = {}): Promise<string> {
  const reply = await (await admin.slash(`stylize-admin ${command}`, values as never)).response;
  expect(reply.ephemeral).toBe(true);
  return textOf(reply);
}

async function asked(name: string, options: Record<string, unknown> = {}) {
  const image = await photo();
  return (
    await studio.sandbox
      .user(name)
      .slash('stylize', {image, style: 'kandinsky', ...quick, ...options} as never)
  ).response;
}

/** What the bot refuses with, in private; a reply it had announced goes away. */
async function refusal(name: string, options: Record<string, unknown> = {}): Promise<string> {
  const image = await photo();
  const values = {image, style: 'kandinsky', ...quick, ...options} as never;
  const interaction = await studio.sandbox.user(name).slash('stylize', values);
  const isSaid = (message: MessageHandle): boolean => message.ephemeral && textOf(message) !== '';
  const said = () => studio.sandbox.channel('art').messages.filter(isSaid).at(-1);
  const before = said()?.id;
  await interaction.response;
  await expect.poll(() => said()?.id !== before, {timeout: 20_000}).toBe(true);
  return textOf(said() as MessageHandle);
}

test('people who do not manage the server do not get the command', async () => {
  await expect(studio.sandbox.user('mia').slash('stylize-admin show')).rejects.toThrow(ClientRefusal);
});

test('sizes, quotas and blocks are kept to, explained in private, and survive a restart', async () => {
  expect(await decide('limits', {max_size: 256, daily: 1})).toContain('at most 256');
  expect(await refusal('mia', {size: 400})).toContain('received 400');

  await finished(await asked('mia'));
  await studio.restart('kill');
  expect(await refusal('mia')).toMatch(/the one picture of today; there are new ones <t:\d+:R>/);
  await finished(await asked('noa'));

  expect(await decide('block', {user: studio.sandbox.user('zoe'), blocked: true})).toContain('blocked: <@');
  expect(await refusal('zoe')).toContain('You cannot ask for pictures here.');
  const help = await (await studio.sandbox.user('zoe').slash('stylize-help')).response;
  expect(help.ephemeral).toBe(true);
  expectCleanTraffic(studio);
});

test('a failed picture costs nothing of the day', async () => {
  await decide('reset');
  await decide('limits', {daily: 1});
  const image = file('broken.jpg', Buffer.from('not an image'));
  expect(await refusal('lea', {image})).toContain('cannot paint from that image');
  await finished(await asked('lea'));
});

test('limits beyond the operator’s are refused with both numbers', async () => {
  expect(await decide('limits', {max_size: 1024})).toMatch(/512.*1024/);
});

test('a list of channels keeps the others free, and the log channel hears of everything', async () => {
  await decide('reset');
  const [art, log] = ['art', 'log'].map((name) => studio.sandbox.channel(name));
  await decide('log', {channel: log});
  await decide('channel', {channel: log, allowed: true});
  expect(await refusal('mia')).toContain(`only in <#${log!.id}>`);
  expect(await decide('channel', {channel: art, allowed: true})).toContain(`<#${art!.id}>`);
  await finished(await asked('mia'));
  await expect
    .poll(() => log!.messages.map(({current}) => current.content).join('\n'))
    .toMatch(/⛔[\s\S]*🎨[\s\S]*✅/);
  expectCleanTraffic(studio);
});
