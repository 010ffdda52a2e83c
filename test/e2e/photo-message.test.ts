/** A photo sent to the bot is an order. With the real bot over the wire. */
import {describe, expect} from 'vitest';
import {file, type MessageHandle} from '../../sandbox/index.ts';
import {finished, patiently, photo, type Studio, studioTest, textOf} from './harness.ts';

const test = studioTest({MAX_SIZE: '128', DEFAULT_SIZE: '128', DEFAULT_QUALITY: 'draft'});

const mention = ({sandbox}: Studio) => `<@${sandbox.services.world.bot.id}>`;
const answerTo =
  (message: MessageHandle) => (answer: {message_reference?: {message_id?: string | undefined}}) =>
    answer.message_reference?.message_id === message.id;

describe('in direct messages', () => {
  test('a photo is answered with the picker, and the picture answers the photo', async ({studio, mia}) => {
    const sent = await mia.send('', {dm: true, files: [await photo()]});
    const picker = await mia.dm.waitForMessage(answerTo(sent), patiently);
    expect(textOf(picker)).toBe('**Choose a painting:**');
    expect(picker.current.embeds.at(-1)?.description).toMatch(
      /^-# \*\*1\*\*\u00A0Composition VIII\u00A0· \*\*2\*\*\u00A0/,
    );
    mia.click(picker, {label: '2'});
    const picture = await mia.dm.waitForMessage(answerTo(sent), {...patiently, after: picker});
    await finished(picture);
    expect(studio.jobOf(picture).styles.map(({id}) => id)).toEqual(['starry-night']);
    expect(picker.deleted).toBe(true);
  });

  test('words without a photo are answered with what to send', async ({noa}) => {
    const sent = await noa.send('hello?', {dm: true});
    const answer = await noa.dm.waitForMessage(answerTo(sent), patiently);
    expect(answer.current.content).toContain('Send me a photo');
  });
});

describe('in a server', () => {
  test('a mention that names a painter paints at once', async ({studio, mia}) => {
    const sent = await mia.send(`${mention(studio)} as a van Gogh please`, {files: [await photo()]});
    const picture = await studio.sandbox.channel('general').waitForMessage(answerTo(sent), patiently);
    await finished(picture);
    expect(studio.jobOf(picture)).toMatchObject({owner: mia.id, styles: [{id: 'starry-night'}]});
  });

  test('nobody else can use the picker', async ({studio, mia, noa}) => {
    const sent = await mia.send(mention(studio), {files: [await photo()]});
    const picker = await studio.sandbox.channel('general').waitForMessage(answerTo(sent), patiently);
    const refusal = await noa.click(picker, {label: '1'}).response;
    expect(refusal.ephemeral).toBe(true);
    expect(refusal.current.content).toContain('Only the person who requested');
    mia.click(picker, {label: 'Next'});
    await picker.waitFor(
      ({embeds}) => embeds.at(-1)?.description?.startsWith('-# **16**\u00A0') === true,
      patiently,
    );
  });

  test('a file that cannot be read is refused, and talk with photos is left alone', async ({
    studio,
    mia,
    noa,
  }) => {
    const general = studio.sandbox.channel('general');
    const before = general.messages.length;
    await noa.send('look at this', {files: [await photo()]});
    const sent = await mia.send(`${mention(studio)} van gogh`, {
      files: [file('fake.jpg', Buffer.from('no'))],
    });
    const refusal = await general.waitForMessage(answerTo(sent), patiently);
    expect(refusal.current.content).toContain('I can’t read fake.jpg.');
    expect(general.messages.length).toBe(before + 3);
  });
});
