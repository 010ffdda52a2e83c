/** An end counts as told when people can see it. Trouble that passes delays it; trouble that does not sends it elsewhere. */
import {ChannelType} from 'discord-api-types/v10';
import {describe, expect} from 'vitest';
import {heldSeeds} from '../../bench/soak/fate.ts';
import {letGo} from '../../bench/soak/held.ts';
import type {ChannelHandle, MessageHandle} from '../../sandbox/index.ts';
import {finished, isPicture, painting, patiently, type Studio, studioTest, textOf} from './harness.ts';

const test = studioTest(
  {},
  {
    guilds: [
      {name: 'Studio', channels: ['general', {name: 'news', type: ChannelType.GuildAnnouncement}]},
      {name: 'Leaving', channels: ['left']},
    ],
  },
  [
    new URL('../../bench/soak/hasten.ts', import.meta.url),
    new URL('../../bench/soak/use-fast-renderer.ts', import.meta.url),
  ],
);

test.afterEach(async ({studio}) => {
  studio.sandbox.faults.clear();
  for (const {id, finishedAt} of studio.jobs()) if (!finishedAt) await letGo(studio.dataDir, id);
});

const forever = {times: Number.POSITIVE_INFINITY};
/** Pictures that only pretend to be painted. Those that are held end when the test says so. */
const brief = {size: 128, quality: 'draft', seed: 0} as const;
const held = {...brief, seed: heldSeeds.done} as const;
const failing = {...brief, seed: heldSeeds.fails} as const;
const patience = {timeout: patiently.timeoutMs, interval: 50};

/** Lets the held picture of this message end. A message exists a moment before its job is on record. */
async function end(studio: Studio, message: MessageHandle): Promise<void> {
  await expect.poll(() => studio.jobs().some(({replyKey}) => replyKey === message.id), patience).toBe(true);
  await letGo(studio.dataDir, studio.jobOf(message).id);
}

/** Resolves when the job of this message has ended on record. */
async function ended(studio: Studio, message: MessageHandle): Promise<void> {
  await expect.poll(() => studio.jobOf(message).finishedAt, patience).toBeDefined();
}

async function told(studio: Studio, message: MessageHandle): Promise<void> {
  await expect.poll(() => studio.jobOf(message).toldAt, patience).toBeDefined();
}

/** Lines of the bot's present process with this text. */
function said(studio: Studio, text: string): number {
  return studio.bot.lines.filter(({fields}) => fields.msg === text).length;
}

/** A picture under way in a thread of #general, or in the channel given. */
async function thread(studio: Studio, name: string, parent = 'general'): Promise<ChannelHandle> {
  return studio.sandbox.openThread(studio.sandbox.channel(parent), name);
}

const isFailure = (content: string) => content.includes('Something went wrong on my side');

describe('trouble that passes', () => {
  test('every connection broken while the picture ends: it stays untold and comes when the trouble is over', async ({
    studio,
    mia,
  }) => {
    const message = await painting(await studio.order(mia, held));
    studio.sandbox.faults.resetConnection('*', forever);
    await end(studio, message);
    await ended(studio, message);
    await expect.poll(() => said(studio, 'the end could not be told yet'), patience).toBeGreaterThan(3);
    expect(studio.jobOf(message)).not.toHaveProperty('toldAt');
    studio.sandbox.faults.clear();
    await finished(message);
    await told(studio, message);
    expect(message.current.attachments).toHaveLength(1);
  });

  test('every edit answered 500, and the token expires meanwhile', async ({studio, mia}) => {
    const message = await painting(await studio.order(mia, held));
    studio.sandbox.faults.serverError('PATCH *', {...forever, status: 500});
    await end(studio, message);
    await ended(studio, message);
    await expect.poll(() => said(studio, 'the end could not be told yet'), patience).toBeGreaterThan(0);
    studio.sandbox.clock.advance(16 * 60_000);
    studio.sandbox.faults.clear();
    await finished(message);
  });

  test('a restart in the middle of it', async ({studio, mia}) => {
    const message = await painting(await studio.order(mia, held));
    studio.sandbox.faults.serverError('PATCH *', forever);
    await end(studio, message);
    await ended(studio, message);
    await studio.restart('kill');
    studio.sandbox.faults.clear();
    await finished(message);
    expect(said(studio, 'job started')).toBe(0);
  });

  test('a cancelled picture says so when the trouble is over', async ({studio, mia}) => {
    const message = await painting(await studio.order(mia, held));
    studio.sandbox.faults.serverError('PATCH *', forever);
    mia.click(message, {label: 'Cancel'});
    await ended(studio, message);
    await expect.poll(() => said(studio, 'the end could not be told yet'), patience).toBeGreaterThan(0);
    studio.sandbox.faults.clear();
    await message.waitFor(({content}) => content.includes('Cancelled'), patiently);
  });

  test('cancelled in /queue, whose list does not wait for it; Show, once it was told, leaves it where it is', async ({
    studio,
  }) => {
    // Without finished pictures, whose thumbnails would write the list anew at a moment of their own.
    const noa = studio.sandbox.user('noa');
    const message = await painting(await studio.order(noa, held));
    studio.sandbox.clock.advance(16 * 60_000);
    studio.sandbox.faults.serverError('PATCH /channels/*', forever);
    const list = await (await noa.slash('queue')).response;
    noa.click(list, {label: 'Cancel no. 1'});
    await list.waitFor(({embeds}) => embeds[0]?.description?.includes('reach you') === true, patiently);
    studio.sandbox.faults.clear();
    await told(studio, message);
    expect(textOf(message)).toContain('Cancelled');
    const shown = await noa.click(list, {label: 'Show 1'}).response;
    await shown.waitFor(({content}) => content.includes('Cancelled'), patiently);
    expect(studio.jobOf(message).status).toBe('cancelled');
  });

  test('a picture whose message was deleted meanwhile is posted nowhere', async ({studio, mia}) => {
    const message = await painting(await studio.order(mia, held));
    studio.sandbox.faults.resetConnection('*', forever);
    await end(studio, message);
    await ended(studio, message);
    studio.sandbox.user('robin', {permissions: ['ManageMessages']}).deleteMessage(message);
    await expect
      .poll(() => studio.jobs().some(({replyKey}) => replyKey === message.id), {timeout: 20_000})
      .toBe(false);
    const messages = studio.sandbox.channel('general').messages.length;
    studio.sandbox.faults.clear();
    await finished(await studio.order(mia, brief));
    expect(studio.sandbox.channel('general').messages).toHaveLength(messages + 1);
    expect(mia.dm.messages).toEqual([]);
  });

  test('a picture forgotten meanwhile is told to nobody', async ({studio}) => {
    const eve = studio.sandbox.user('eve');
    const message = await painting(await studio.order(eve, held));
    studio.sandbox.faults.serverError('PATCH /webhooks/*/messages/@original', forever);
    await end(studio, message);
    await ended(studio, message);
    const asked = await eve.slash('stylize-forget');
    const confirmed = eve.click(await asked.response, {label: 'Only the stored copies'});
    await confirmed.waitForAcknowledgement(patiently);
    await expect.poll(() => studio.jobs().some(({owner}) => owner === eve.id), patience).toBe(false);
    studio.sandbox.faults.clear();
    await finished(await studio.order(eve, brief));
    expect(isPicture(textOf(message))).toBe(false);
  });
});

describe('trouble that stays', () => {
  test('an archived thread: a new message reopens it, and the old one leads there', async ({studio, mia}) => {
    const channel = await thread(studio, 'slow');
    const message = await painting(await studio.order(mia, held, {channel}));
    studio.sandbox.clock.advance(16 * 60_000);
    studio.sandbox.changeThread(channel, {archived: true});
    await end(studio, message);
    const answer = await channel.waitForMessage(({content}) => isPicture(content), {
      after: message,
      ...patiently,
    });
    expect(answer.current.attachments).toHaveLength(1);
    await message.waitFor(({content}) => content.includes(answer.id), patiently);
    expect(message.current.attachments).toEqual([]);
    expect(studio.jobOf(answer)).toMatchObject({status: 'done', channelId: channel.id});
    const less = await mia.click(answer, {emoji: '➖'}).response;
    await end(studio, less);
    await finished(less);
  });

  test('a locked thread: the picture comes as a direct message', async ({studio, mia}) => {
    const channel = await thread(studio, 'closed');
    const message = await painting(await studio.order(mia, held, {channel}));
    studio.sandbox.changeThread(channel, {archived: true, locked: true});
    await end(studio, message);
    const answer = await mia.dm.waitForMessage(({content}) => isPicture(content), patiently);
    expect(answer.current.attachments).toHaveLength(1);
    expect(isPicture(textOf(message))).toBe(false);
    await expect.poll(() => studio.jobOf(answer), patience).toMatchObject({status: 'done', ephemeral: true});
  });

  test('a deleted channel: a picture and a failure come as direct messages', async ({studio, noa}) => {
    const channel = await thread(studio, 'doomed', 'news');
    const message = await painting(await studio.order(noa, held, {channel}));
    const next = await studio.order(noa, failing, {channel});
    studio.sandbox.deleteChannel(channel);
    await end(studio, message);
    const answer = await noa.dm.waitForMessage(({content}) => isPicture(content), patiently);
    expect(answer.current.attachments).toHaveLength(1);
    await end(studio, next);
    await noa.dm.waitForMessage(({content}) => isFailure(content), {after: answer, ...patiently});
  });

  test('a server the bot has left: the picture comes as a direct message', async ({studio, zoe}) => {
    const channel = studio.sandbox.channel('left');
    const message = await painting(await studio.order(zoe, held, {channel}));
    studio.sandbox.clock.advance(16 * 60_000);
    studio.sandbox.removeBot('Leaving');
    await end(studio, message);
    const answer = await zoe.dm.waitForMessage(({content}) => isPicture(content), patiently);
    expect(answer.current.attachments).toHaveLength(1);
  });

  test('no way at all: /queue shows the picture at the press of a button, even after a restart', async ({
    studio,
  }) => {
    const kim = studio.sandbox.user('kim');
    kim.acceptDirectMessages(false);
    const channel = await thread(studio, 'nowhere');
    const message = await painting(await studio.order(kim, held, {channel}));
    studio.sandbox.deleteChannel(channel);
    await end(studio, message);
    await ended(studio, message);
    const refused = 'no way to tell the owner is open; /queue shows it, and the next start tries again';
    await expect.poll(() => said(studio, refused), patience).toBe(1);
    await studio.restart('stop');
    await expect.poll(() => said(studio, refused), patience).toBe(1);
    const list = await (await kim.slash('queue')).response;
    expect(list.current.embeds[0]?.description).toContain(
      'I couldn’t reach you about these:\n1. Composition',
    );
    const shown = await finished(await kim.click(list, {label: 'Show 1'}).response);
    expect(shown.ephemeral).toBe(true);
    expect(shown.current.attachments).toHaveLength(1);
    await told(studio, shown);
    const after = await (await kim.slash('queue')).response;
    expect(after.current.embeds[0]?.description).not.toContain('reach you');
  });
});

describe('two tellings', () => {
  test('a bot killed after Discord took a new message posts no second one, even an hour later', async ({
    studio,
    mia,
  }) => {
    const channel = await thread(studio, 'twice');
    const message = await painting(await studio.order(mia, held, {channel}));
    studio.sandbox.clock.advance(16 * 60_000);
    studio.sandbox.changeThread(channel, {archived: true});
    studio.sandbox.faults.loseAnswer('POST /channels/{channel_id}/messages', forever);
    await end(studio, message);
    await channel.waitForMessage(({content}) => isPicture(content), {after: message, ...patiently});
    await studio.bot.kill();
    studio.sandbox.clock.advance(60 * 60_000);
    studio.sandbox.changeThread(channel, {archived: true});
    studio.sandbox.faults.clear();
    await studio.restart('kill');
    await expect.poll(() => studio.jobs().at(-1)?.toldAt, patience).toBeDefined();
    expect(channel.messages.filter(({current}) => isPicture(current.content))).toHaveLength(1);
  });
});

test('a failure is told with the same care as a picture', async ({studio, mia}) => {
  const channel = await thread(studio, 'failing');
  const message = await painting(await studio.order(mia, failing, {channel}));
  studio.sandbox.clock.advance(16 * 60_000);
  studio.sandbox.changeThread(channel, {archived: true});
  await end(studio, message);
  const answer = await channel.waitForMessage(({content}) => isFailure(content), {
    after: message,
    ...patiently,
  });
  await expect.poll(() => studio.jobOf(answer), patience).toMatchObject({status: 'failed'});
});

describe('an acknowledgement whose fate is unknown', () => {
  const callback = 'POST /interactions/*';
  const once = {times: 1};

  test.for([
    ['Discord took it, and the answer was lost', 'loseAnswer'],
    ['the connection broke on the way there', 'resetConnection'],
  ] as const)('if %s, the order is painted', async ([, fault], {studio, mia}) => {
    studio.sandbox.faults[fault](callback, once);
    await finished(await studio.order(mia, brief));
  });

  test('answers lost three times in a row change nothing', async ({studio, mia}) => {
    studio.sandbox.faults.loseAnswer(callback, {times: 3});
    await finished(await studio.order(mia, brief));
  });

  test('an immediate reply is given once, without an error', async ({studio, mia}) => {
    studio.sandbox.faults.loseAnswer(callback, once);
    const asked = await mia.slash('stylize-help');
    expect((await asked.response).current.embeds).toHaveLength(1);
    await finished(await studio.order(mia, brief));
    expect(asked.followUps).toEqual([]);
  });

  test('a button that edits its own message works', async ({studio, mia}) => {
    const message = await painting(await studio.order(mia, held));
    const list = await (await mia.slash('queue')).response;
    studio.sandbox.faults.loseAnswer(callback, once);
    mia.click(list, {label: 'Cancel no. 1'});
    await message.waitFor(({content}) => content.includes('Cancelled'), patiently);
    await list.waitFor(({components = []}) => components.length === 0, patiently);
  });

  test('a form opens once, and what it asks for is painted', async ({studio, mia}) => {
    const message = await finished(await studio.order(mia, brief));
    studio.sandbox.faults.loseAnswer(callback, once);
    const opened = mia.click(message, {emoji: '⚙️'});
    await opened.waitForModal(patiently);
    studio.sandbox.faults.loseAnswer(callback, once);
    await finished(await (await mia.submitModal(opened, {size: '160'})).response);
    expect(opened.followUps).toEqual([]);
  });
});
