/**
 * What Discord and compatible servers really send, beyond what the plain sandbox does: each shape is answered like the
 * plain one or rightly ignored, and the log has no error.
 */
import {describe, expect} from 'vitest';
import type {Change, MessageHandle} from '../../sandbox/index.ts';
import {oddEvents} from '../../sandbox/shapes/events.ts';
import {interactionShapes, unknownInteractions} from '../../sandbox/shapes/interactions.ts';
import {messageShapes, systemMessages} from '../../sandbox/shapes/messages.ts';
import {foreignReactions, reactionShapes} from '../../sandbox/shapes/reactions.ts';
import {finished, isPicture, patiently, photo, type Studio, studioTest, textOf} from './harness.ts';

type Json = Record<string, unknown>;

const brief = {size: 128, quality: 'draft', seed: 0} as const;
const showsPicture = ({content}: {content: string}) => isPicture(content);

const test = studioTest({}, {}, [
  new URL('../../bench/soak/hasten.ts', import.meta.url),
  new URL('../../bench/soak/use-fast-renderer.ts', import.meta.url),
]);

let picture: MessageHandle;
test.beforeAll(async ({studio, mia}) => {
  picture = await finished(await studio.order(mia, brief));
}, 300_000);

let linesRead = 0;
test.afterEach(({studio}) => {
  const from = linesRead;
  linesRead = studio.bot.lines.length;
  expect(complaints(studio, from)).toEqual([]);
});

/** Lines of the log that call for the operator, since the line `from`. */
function complaints({bot}: Studio, from: number): string[] {
  const isComplaint = ({level, msg}: {level?: unknown; msg: string}) =>
    Number(level) >= 50 || msg === 'client warning';
  return bot.lines.slice(from).flatMap(({fields, text}) => (isComplaint(fields) ? [text] : []));
}

const general = ({sandbox}: Studio) => sandbox.channel('general');

describe('an interaction', () => {
  for (const [what, change] of Object.entries(interactionShapes)) {
    test(`${what} is answered, in a server with a picture`, async ({studio, mia, onTestFinished}) => {
      const chat = studio.sandbox.groupChat('friends', [mia, studio.sandbox.user('noa')]);
      onTestFinished(studio.sandbox.reshape('INTERACTION_CREATE', change));
      const message = await finished(await studio.order(mia, brief));
      expect(message.current.attachments).toHaveLength(1);
      for (const place of [{dm: true}, {channel: chat}]) {
        const {response} = await mia.slash('queue', {}, place);
        expect((await response).current.embeds[0]?.description).toMatch(/./);
      }
    });

    test(`${what} opens a form when a button is pressed`, async ({studio, mia, onTestFinished}) => {
      onTestFinished(studio.sandbox.reshape('INTERACTION_CREATE', change));
      await mia.click(picture, {emoji: '⚙️'}).waitForModal(patiently);
    });
  }

  test('that names no channel at all has its picture in the right one, and links lead there', async ({
    studio,
    mia,
    onTestFinished,
  }) => {
    const withoutChannel = ({channel: _object, channel_id: _id, ...data}: Record<string, unknown>) => data;
    onTestFinished(studio.sandbox.reshape('INTERACTION_CREATE', withoutChannel));
    const message = await finished(await studio.order(mia, brief));
    expect(studio.jobOf(message).channelId).toBe(general(studio).id);
    const again = await finished(await mia.click(message, {emoji: '➖'}).response);
    expect(textOf(again)).toMatch(new RegExp(`/${general(studio).id}/${message.id}`));
    const list = await (await mia.slash('queue')).response;
    expect(list.current.embeds[0]?.description).not.toMatch(/channels\/[^)\s]*\/\//);
  });

  for (const [what, change] of Object.entries(unknownInteractions)) {
    test(`${what} is ignored`, async ({studio, mia}) => {
      const end = studio.sandbox.reshape('INTERACTION_CREATE', change);
      const ignored = await mia.slash('queue');
      end();
      await (await mia.slash('queue')).response;
      expect(ignored.state).toBe('waiting');
    });
  }
});

describe('a message', () => {
  /** Posts a photo, and opens the picker from its menu. Both times the bot sees the message changed. */
  async function pick(
    studio: Studio,
    change: Change,
    onTestFinished: (end: () => void) => void,
  ): Promise<MessageHandle> {
    const mia = studio.sandbox.user('mia');
    onTestFinished(studio.sandbox.reshape('MESSAGE_CREATE', change));
    onTestFinished(
      studio.sandbox.reshape('INTERACTION_CREATE', (interaction) => {
        const {resolved, ...data} = interaction.data as {resolved: {messages: Record<string, Json>}};
        const messages = Object.entries(resolved.messages).map(([id, message]) => [id, change(message)]);
        return {...interaction, data: {...data, resolved: {messages: Object.fromEntries(messages)}}};
      }),
    );
    const post = await mia.send('look', {files: [await photo()]});
    return mia.messageCommand('Stylize this image', post).response;
  }

  for (const [what, change] of Object.entries(messageShapes)) {
    test(`${what} is no matter, and its picture can be painted`, async ({studio, onTestFinished}) => {
      const picker = await pick(studio, change, onTestFinished);
      await picker.waitFor(({components = []}) => components.length > 0, patiently);
    });

    test(`${what} may hold the button that is pressed`, async ({studio, mia, onTestFinished}) => {
      const inMessage = (data: Json) => ({
        ...data,
        message: change(data.message as Json),
      });
      onTestFinished(studio.sandbox.reshape('INTERACTION_CREATE', inMessage));
      await mia.click(picture, {emoji: '⚙️'}).waitForModal(patiently);
    });
  }

  for (const [what, change] of Object.entries(systemMessages)) {
    test(`that Discord itself writes, ${what}, has no picture, and people read so`, async ({
      studio,
      onTestFinished,
    }) => {
      const answer = await pick(studio, change, onTestFinished);
      await answer.waitFor(({content}) => content.includes('That message has no picture'), patiently);
    });
  }
});

describe('a reaction', () => {
  for (const [index, [what, change]] of Object.entries(reactionShapes).entries()) {
    test(`${what} is heard`, async ({studio, onTestFinished}) => {
      onTestFinished(studio.sandbox.reshape('MESSAGE_REACTION_ADD', change));
      const newest = general(studio).messages.at(-1)!;
      // The same person's reaction counts again only when all of the last one's work is over.
      const reader = studio.sandbox.user(`reader${index}`);
      reader.react(picture, '➕');
      await general(studio).waitForMessage(showsPicture, {after: newest, ...patiently});
    });
  }

  for (const [what, change] of Object.entries(foreignReactions)) {
    test(`${what} is ignored`, async ({studio, mia}) => {
      const end = studio.sandbox.reshape('MESSAGE_REACTION_ADD', change);
      mia.react(picture, '➕');
      mia.unreact(picture, '➕');
      end();
      const {length} = studio.jobs();
      await (await mia.slash('queue')).response;
      expect(studio.jobs()).toHaveLength(length);
    });
  }
});

test('events about servers, channels and what nobody knows yet are no matter', async ({studio, mia}) => {
  const {world} = studio.sandbox.services;
  const [guild] = world.guilds.values();
  for (const {what, name, data} of oddEvents(world, guild!)) {
    const before = studio.bot.lines.length;
    studio.sandbox.dispatch(name, data, {guildId: guild!.id});
    await mia.click(picture, {emoji: '⚙️'}).waitForModal(patiently);
    expect({what, complaints: complaints(studio, before)}).toEqual({what, complaints: []});
  }
  await finished(await studio.order(mia, brief));
});
