/** 🔔 while a picture waits or is painted: its owner is told when it is done. With the real bot over the wire. */
import {expect} from 'vitest';
import type {MessageHandle, PlaceOptions, ScriptedUser} from '../../sandbox/index.ts';
import {finished, painting, patiently, quick, slow, studioTest, textOf} from './harness.ts';

const test = studioTest(
  {},
  {
    guilds: [
      {name: 'Studio', channels: ['general']},
      {name: 'Elsewhere', channels: ['lounge'], hasBot: false},
    ],
  },
).extend(
  'orderBehind',
  {scope: 'file'},
  ({studio, noa}) =>
    /** A quick picture that waits behind one of Noa's. `makeWay` cancels that one. */
    async (user: ScriptedUser, place?: PlaceOptions) => {
      const before = await painting(await studio.order(noa, slow));
      const picture = await studio.order(user, quick, place);
      await picture.waitFor(({content}) => content.includes('Next in line'), patiently);
      return {picture, makeWay: () => noa.click(before, {label: 'Cancel'})};
    },
);

const isBell = ({content}: {content: string}) => content.startsWith('🔔');
const mentioned = (message: MessageHandle) => message.current.mentions.map(({id}) => id);
const isSet = ({components}: {components?: unknown}) => JSON.stringify(components).includes('🔕');

test('who asked for the picture is notified once, others are not, and 🗑️ takes the notification with it', async ({
  studio,
  mia,
  zoe,
  orderBehind,
}) => {
  const {picture, makeWay} = await orderBehind(mia);
  const refusal = await zoe.click(picture, {emoji: '🔔'}).response;
  expect(refusal.ephemeral).toBe(true);
  mia.click(picture, {emoji: '🔔'});
  await picture.waitFor(isSet, patiently);
  makeWay();
  await finished(picture);
  const bell = await studio.sandbox.channel('general').waitForMessage(isBell, patiently);
  expect(textOf(bell)).toBe(`🔔 <@${mia.id}>, your picture is done.`);
  expect(mentioned(bell)).toEqual([mia.id]);
  expect(bell.current.message_reference?.message_id).toBe(picture.id);
  expect(mentioned(picture)).toEqual([]);

  await expect.poll(() => studio.jobOf(picture).bell, {timeout: 20_000}).toBeDefined();
  mia.click(picture, {emoji: '🗑️'});
  await expect.poll(() => picture.deleted && bell.deleted, {timeout: 20_000}).toBe(true);
});

test('after a restart, too, though the interaction’s token has expired', async ({
  studio,
  zoe,
  orderBehind,
}) => {
  const {picture, makeWay} = await orderBehind(zoe);
  zoe.click(picture, {emoji: '🔔'});
  await picture.waitFor(isSet, patiently);
  await studio.restart('stop');
  studio.sandbox.clock.advance(16 * 60_000);
  makeWay();
  await finished(picture);
  const bell = await studio.sandbox
    .channel('general')
    .waitForMessage((message) => isBell(message) && message.content.includes(zoe.id), patiently);
  expect(mentioned(bell)).toEqual([zoe.id]);
});

test('where the bot is not a member, in private', async ({studio, mia, orderBehind}) => {
  const lounge = studio.sandbox.channel('lounge');
  const {picture, makeWay} = await orderBehind(mia, {channel: lounge});
  mia.click(picture, {emoji: '🔔'});
  await picture.waitFor(isSet, patiently);
  makeWay();
  await finished(picture);
  const bell = await lounge.waitForMessage(isBell, patiently);
  expect(bell.ephemeral).toBe(true);
  expect(mentioned(bell)).toEqual([mia.id]);
});
