/** Commands, buttons, menus and reactions in every kind of channel, also where the bot has the channel not cached. */
import {ChannelType} from 'discord-api-types/v10';
import {describe, expect} from 'vitest';
import type {ChannelHandle, MessageHandle, Sandbox, ScriptedUser} from '../../sandbox/index.ts';
import {finished, isPicture, patiently, studioTest, textOf} from './harness.ts';

const channels = [
  'general',
  {name: 'news', type: ChannelType.GuildAnnouncement},
  {name: 'voice', type: ChannelType.GuildVoice},
  {name: 'stage', type: ChannelType.GuildStageVoice},
  {name: 'forum', type: ChannelType.GuildForum},
] as const;

const brief = {size: 128, quality: 'draft', seed: 0} as const;
const showsPicture = ({content}: {content: string}) => isPicture(content);

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
const others: typeof withReactions = [
  ['a moderated thread', inThread('general', {hidden: true})],
  ['below the allowed channel', inThread('general', {hidden: true})],
  ['elsewhere', inThread('news', {hidden: true})],
  ['an archived thread', inThread('general')],
  ['a group chat', (sandbox, user) => sandbox.groupChat('friends', [user, sandbox.user('noa')])],
];

interface Picture {
  channel: ChannelHandle;
  message: MessageHandle;
}

const test = studioTest({}, {guilds: [{name: 'Studio', channels}]}, [
  new URL('../../bench/soak/hasten.ts', import.meta.url),
  new URL('../../bench/soak/use-fast-renderer.ts', import.meta.url),
])
  /** One finished picture in each place. The bot was restarted since, so it knows what the gateway told of, no more. */
  .extend('pictures', {scope: 'file'}, async ({studio, mia}) => {
    const pictures = new Map<string, Picture>();
    for (const [name, place] of [...withReactions, ...others]) {
      const channel = place(studio.sandbox, mia);
      pictures.set(name, {channel, message: await finished(await studio.order(mia, brief, {channel}))});
    }
    studio.sandbox.changeThread(pictures.get('an archived thread')!.channel, {archived: true});
    await studio.restart('kill');
    return pictures;
  });
// A busy machine takes a minute or two for so many pictures.
test.beforeAll(({pictures}) => void pictures, 300_000);

describe.each(withReactions)('in %s', (name) => {
  test('a picture’s reactions and buttons work after a restart', async ({studio, pictures, mia}) => {
    const {channel, message} = pictures.get(name)!;
    mia.react(message, '➕');
    const more = await channel.waitForMessage(showsPicture, {after: message, ...patiently});
    expect(textOf(more)).toContain('strength: 1 → 3');
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
    const question = await channel.waitForMessage(({content}) => content.includes('delete this picture?'), {
      after: more,
      ...patiently,
    });
    expect(more.deleted).toBe(false);
    mia.click(question, {label: 'Delete'});
    await more.waitForDeletion(patiently);
    await question.waitForDeletion(patiently);
  });
});

test('a moderator’s reaction counts in a thread that is not cached', async ({studio, pictures}) => {
  const {channel, message} = pictures.get('a moderated thread')!;
  const robin = studio.sandbox.user('robin', {permissions: ['ManageMessages']});
  robin.react(message, '🗑️');
  robin.click(await channel.waitForMessage(() => true, {after: message, ...patiently}), {label: 'Delete'});
  await message.waitForDeletion(patiently);
});

test('where only one channel is allowed, reactions in its threads are welcome, and elsewhere they are not', async ({
  studio: {sandbox},
  pictures,
  mia,
  onTestFinished,
}) => {
  const manager = sandbox.user('manager', {permissions: ['ManageGuild']});
  const administer = async (command: string, options = {}) =>
    (await manager.slash(`stylize-admin ${command}`, options)).waitForAcknowledgement(patiently);
  onTestFinished(async () => void (await administer('reset')));
  await administer('channel', {channel: sandbox.channel('general'), allowed: true});
  const welcome = pictures.get('below the allowed channel')!;
  const unwelcome = pictures.get('elsewhere')!;
  mia.react(welcome.message, '➖');
  const less = await welcome.channel.waitForMessage(showsPicture, {after: welcome.message, ...patiently});
  expect(textOf(less)).toContain('strength: 1 → 0.33');
  mia.react(unwelcome.message, '➖');
  const refusal = await unwelcome.channel.waitForMessage(() => true, {
    after: unwelcome.message,
    ...patiently,
  });
  expect(textOf(refusal)).toContain(`<#${sandbox.channel('general').id}>`);
});

test('in a group chat, where there are no reactions for bots, buttons work after a restart', async ({
  pictures,
  noa,
}) => {
  const {message} = pictures.get('a group chat')!;
  const again = await finished(await noa.click(message, {emoji: '➖'}).response);
  expect(textOf(again)).toContain(`<@${noa.id}>`);
});

test('a reaction counts in a thread that was archived when the bot started', async ({pictures, mia}) => {
  const {channel, message} = pictures.get('an archived thread')!;
  mia.react(message, '➕');
  await channel.waitForMessage(showsPicture, {after: message, ...patiently});
});
