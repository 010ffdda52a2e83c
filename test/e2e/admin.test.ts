/** What managers decide for their server, with the real bot. */
import {expect} from 'vitest';
import {
  ClientRefusal,
  file,
  type MessageHandle,
  type OptionValues,
  type ScriptedUser,
} from '../../sandbox/index.ts';
import {finished, photo, quick, type Studio, studioTest, textOf} from './harness.ts';

const test = studioTest({MAX_SIZE: '512'}, {guilds: [{name: 'Studio', channels: ['art', 'talk', 'log']}]})
  .extend('ada', {scope: 'file'}, ({studio}) => studio.sandbox.user('ada', {permissions: ['ManageGuild']}))
  .extend('decide', ({ada}) => async (command: string, values: OptionValues = {}): Promise<string> => {
    const reply = await (await ada.slash(`stylize-admin ${command}`, values)).response;
    expect(reply.ephemeral).toBe(true);
    return textOf(reply);
  });

/** The private refusal from the bot; a reply it had announced disappears. */
async function refusal(studio: Studio, user: ScriptedUser, options: OptionValues = {}): Promise<string> {
  const values = {image: await photo(), style: 'kandinsky', ...quick, ...options};
  const interaction = await user.slash('stylize', values);
  const isSaid = (message: MessageHandle): boolean => message.ephemeral && textOf(message) !== '';
  const said = () => studio.sandbox.channel('art').messages.filter(isSaid).at(-1);
  const before = said()?.id;
  await interaction.response;
  await expect.poll(() => said()?.id !== before, {timeout: 20_000}).toBe(true);
  return textOf(said() as MessageHandle);
}

test('only people who manage the server see the command', async ({mia}) => {
  await expect(mia.slash('stylize-admin show')).rejects.toThrow(ClientRefusal);
});

test('limits on size, quotas and blocks apply, are explained in private, and survive a restart', async ({
  studio,
  decide,
  mia,
  noa,
  zoe,
}) => {
  expect(await decide('limits', {max_size: 256, daily: 1})).toContain('at most 256');
  expect(await refusal(studio, mia, {size: 400})).toContain('I got 400');

  await finished(await studio.order(mia));
  await studio.restart('kill');
  expect(await refusal(studio, mia)).toMatch(/your one picture for today. You can ask again <t:\d+:R>/);
  await finished(await studio.order(noa));

  expect(await decide('block', {user: zoe, blocked: true})).toContain('blocked: <@');
  expect(await refusal(studio, zoe)).toContain('You can’t ask for pictures here.');
  const help = await (await zoe.slash('stylize-help')).response;
  expect(help.ephemeral).toBe(true);
});

test('a failed picture does not count towards the day’s quota', async ({studio, decide}) => {
  const lea = studio.sandbox.user('lea');
  await decide('reset');
  await decide('limits', {daily: 1});
  const image = file('broken.jpg', Buffer.from('not an image'));
  expect(await refusal(studio, lea, {image})).toContain('can’t paint from that image');
  await finished(await studio.order(lea));
});

test('a limit above the operator’s is refused, and both numbers are named', async ({decide}) => {
  expect(await decide('limits', {max_size: 1024})).toMatch(/512.*1024/);
});

test('with a list of channels the bot stays out of the others, and the log channel reports everything', async ({
  studio,
  decide,
  mia,
}) => {
  await decide('reset');
  const [art, log] = ['art', 'log'].map((name) => studio.sandbox.channel(name));
  await decide('log', {channel: log});
  await decide('channel', {channel: log, allowed: true});
  expect(await refusal(studio, mia)).toContain(`only in <#${log!.id}>`);
  expect(await decide('channel', {channel: art, allowed: true})).toContain(`<#${art!.id}>`);
  await finished(await studio.order(mia));
  await expect
    .poll(() => log!.messages.map(({current}) => current.content).join('\n'))
    .toMatch(/⛔[\s\S]*🎨[\s\S]*✅/);
});
