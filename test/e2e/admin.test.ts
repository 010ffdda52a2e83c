/** What managers decide for their server, with the real bot. */
import {expect} from 'vitest';
import {
  ClientRefusal,
  file,
  type MessageHandle,
  type OptionValues,
  type ScriptedUser,
} from '../../sandbox/index.ts';
import {finished, linkOf, patiently, photo, quick, type Studio, studioTest, textOf} from './harness.ts';

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
  const isSaid = (message: MessageHandle): boolean => message.ephemeral && textOf(message) !== '';
  const said = () => studio.sandbox.channel('art').messages.filter(isSaid).at(-1);
  const before = said()?.id;
  await (await user.slash('stylize', values)).response;
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
  expect(await refusal(studio, mia, {size: 400})).toContain('not 400');

  await finished(await studio.order(mia));
  await studio.restart('kill');
  expect(await refusal(studio, mia)).toMatch(
    /^You’ve used today’s pictures\. You can ask again <t:\d+:R>\. I’ve kept your order; press the button when it’s time\.$/,
  );
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
  expect(await refusal(studio, lea, {image})).toContain('I can’t read ');
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

test('a thread below an allowed channel is allowed too, for commands and for reactions', async ({
  studio,
  decide,
  mia,
}) => {
  await decide('reset');
  const [art, talk] = ['art', 'talk'].map((name) => studio.sandbox.channel(name));
  await decide('channel', {channel: art, allowed: true});
  const [inside, outside] = [art, talk].map((channel) => studio.sandbox.openThread(channel!, 'thread'));
  await mia.slash('queue', {}, {channel: outside!});
  await expect
    .poll(() => outside!.messages.map(textOf).join('\n'), {timeout: 20_000})
    .toContain(`only in <#${art!.id}>`);
  const message = await finished(await studio.order(mia, quick, {channel: inside!}));
  mia.react(message, '➕');
  const more = await inside!.waitForMessage(() => true, {after: message, timeoutMs: 60_000});
  expect(more.current.message_reference?.message_id).toBe(message.id);
  await finished(more);
});

test('a channel where the bot may not post is refused for the gallery and the log', async ({
  studio,
  decide,
}) => {
  const talk = studio.sandbox.channel('talk');
  talk.setPermissions('bot', {deny: ['AttachFiles']});
  expect(await decide('gallery', {channel: talk})).toContain(`I can’t post in <#${talk.id}>`);
  talk.setPermissions('everyone', {deny: ['ViewChannel']});
  expect(await decide('log', {channel: talk})).toContain(`I can’t post in <#${talk.id}>`);
  talk.setPermissions('bot', {allow: ['ViewChannel', 'AttachFiles', 'SendMessages']});
  expect(await decide('gallery', {channel: talk})).toContain(`<#${talk.id}>`);
  expect(await decide('show')).toContain(talk.id);
});

test('Report tells the moderators in the log channel, once a person; they can delete the picture and block its owner', async ({
  studio,
  decide,
  mia,
  noa,
}) => {
  await decide('reset');
  const log = studio.sandbox.channel('log');
  await decide('log', {channel: log});
  const picture = await finished(await studio.order(mia));
  const thanks = await noa.click(picture, {label: 'Report'}).response;
  await thanks.waitFor(({content}) => content === 'Thank you. The moderators know now.', patiently);
  expect(thanks.ephemeral).toBe(true);
  const [report] = log.messages.filter((message) => textOf(message).startsWith('🚩'));
  expect(textOf(report!)).toBe(
    `🚩 <@${noa.id}> reported a picture of <@${mia.id}>: **Composition VIII (Wassily Kandinsky)**\n${linkOf(picture)}`,
  );

  const again = await noa.click(picture, {label: 'Report'}).response;
  await again.waitFor(({content}) => content === 'You have already reported this picture.', patiently);
  const denial = await noa.click(report!, {label: 'Delete picture'}).response;
  expect(textOf(denial)).toContain('or a moderator');

  const mod = studio.sandbox.user('mod', {permissions: ['ManageMessages', 'ModerateMembers']});
  mod.click(report!, {label: 'Delete picture'});
  await report!.waitFor(({content}) => content.endsWith(`<@${mod.id}> deleted the picture.`), patiently);
  expect(picture.deleted).toBe(true);
  expect(studio.jobs().some(({replyKey}) => replyKey === picture.id)).toBe(false);
  mod.click(report!, {label: 'Block person'});
  await report!.waitFor(({content}) => content.includes(`<@${mod.id}> blocked <@${mia.id}>`), patiently);
  expect(report!.current.components).toEqual([]);
  expect(await refusal(studio, mia)).toContain('You can’t ask for pictures here.');
});
