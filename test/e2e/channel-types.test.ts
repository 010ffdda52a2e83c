/** Commands, buttons, menus and reactions in every kind of channel, also where the bot has the channel not cached. */
import {ChannelType} from 'discord-api-types/v10';
import {describe, expect} from 'vitest';
import type {ChannelHandle, Sandbox, ScriptedUser} from '../../sandbox/index.ts';
import {finished, patiently, studioTest, textOf} from './harness.ts';

const channels = [
  'general',
  {name: 'news', type: ChannelType.GuildAnnouncement},
  {name: 'voice', type: ChannelType.GuildVoice},
  {name: 'stage', type: ChannelType.GuildStageVoice},
  {name: 'forum', type: ChannelType.GuildForum},
] as const;

const test = studioTest({}, {guilds: [{name: 'Studio', channels}]}, [
  new URL('../../bench/soak/use-fast-renderer.ts', import.meta.url),
]);

const brief = {size: 128, quality: 'draft', seed: 0} as const;
const isPicture = ({content}: {content: string}) => /size \d+ \(/.test(content);

type Place = (sandbox: Sandbox, user: ScriptedUser) => ChannelHandle;
const inThread =
  (parent: string, options = {}): Place =>
  (sandbox) =>
    sandbox.openThread(sandbox.channel(parent), `in ${parent}`, options);

const withReactions: [name: string, place: Place][] = [
  ['a text channel', (sandbox) => sandbox.channel('general')],
  ['an announcement channel', (sandbox) => sandbox.channel('news')],
  ['the chat of a voice channel', (sandbox) => sandbox.channel('voice')],
  ['the chat of a stage', (sandbox) => sandbox.channel('stage')],
  ['a thread', inThread('general')],
  ['a thread that the gateway never told of', inThread('general', {hidden: true})],
  ['a private thread that the gateway never told of', inThread('general', {hidden: true, private: true})],
  ['a thread of an announcement channel, not cached', inThread('news', {hidden: true})],
  ['a forum post', inThread('forum')],
  ['a forum post that the gateway never told of', inThread('forum', {hidden: true})],
  ['direct messages', (_sandbox, user) => user.dm],
];

describe.each(withReactions)('in %s', (_name, place) => {
  test('a picture, its reactions and its buttons work, also after a restart', async ({studio, mia}) => {
    const channel = place(studio.sandbox, mia);
    const message = await finished(await studio.order(mia, brief, {channel}));
    await studio.restart('kill');

    mia.react(message, '➕');
    const more = await channel.waitForMessage(isPicture, {after: message, ...patiently});
    expect(textOf(more)).toContain('strength 1.6');
    await finished(await mia.click(message, {emoji: '➖'}).response);

    if (channel.record.kind === 'guild') {
      studio.sandbox.user('noa').react(more, '🗑️');
      const refusal = await channel.waitForMessage(({content}) => content.includes('Only the person'), {
        after: more,
        ...patiently,
      });
      await refusal.waitForDeletion(patiently);
      expect(more.deleted).toBe(false);
    }
    mia.react(more, '🗑️');
    await more.waitForDeletion(patiently);
  });
});

test('a moderator’s reaction counts in a thread that is not cached', async ({studio, mia}) => {
  const robin = studio.sandbox.user('robin', {permissions: ['ManageMessages']});
  const channel = inThread('general', {hidden: true})(studio.sandbox, mia);
  const message = await finished(await studio.order(mia, brief, {channel}));
  await studio.restart('kill');
  robin.react(message, '🗑️');
  await message.waitForDeletion(patiently);
});

test('where only one channel is allowed, reactions in its threads are welcome, and elsewhere they are not', async ({
  studio,
  mia,
}) => {
  const {sandbox} = studio;
  const manager = sandbox.user('manager', {permissions: ['ManageGuild']});
  const [inside, outside] = [inThread('general', {hidden: true}), inThread('news', {hidden: true})].map(
    (open) => open(sandbox, mia),
  ) as [ChannelHandle, ChannelHandle];
  const [welcome, unwelcome] = [
    await finished(await studio.order(mia, brief, {channel: inside})),
    await finished(await studio.order(mia, brief, {channel: outside})),
  ];
  await (
    await manager.slash('stylize-admin channel', {channel: sandbox.channel('general'), allowed: true})
  ).waitForAcknowledgement(patiently);
  await studio.restart('kill');
  mia.react(welcome, '➖');
  const less = await inside.waitForMessage(isPicture, {after: welcome, ...patiently});
  expect(textOf(less)).toContain('strength 0.6');
  mia.react(unwelcome, '➖');
  const refusal = await outside.waitForMessage(() => true, {after: unwelcome, ...patiently});
  expect(textOf(refusal)).toContain(`<#${sandbox.channel('general').id}>`);
  await (await manager.slash('stylize-admin reset')).waitForAcknowledgement(patiently);
});

test('in a group chat, where there are no reactions for bots, buttons work after a restart', async ({
  studio,
  mia,
  noa,
}) => {
  const channel = studio.sandbox.groupChat('friends', [mia, noa]);
  const message = await finished(await studio.order(mia, brief, {channel}));
  await studio.restart('kill');
  const again = await finished(await noa.click(message, {emoji: '➖'}).response);
  expect(textOf(again)).toContain(`<@${noa.id}>`);
});

test('in an archived thread, a click reopens it and counts', async ({studio, mia}) => {
  const channel = inThread('general')(studio.sandbox, mia);
  const message = await finished(await studio.order(mia, brief, {channel}));
  studio.sandbox.changeThread(channel, {archived: true});
  await studio.restart('kill');
  mia.react(message, '➕');
  await channel.waitForMessage(isPicture, {after: message, ...patiently});
});
