/** What the people who run the bot see and decide with `/atelier`, and what others notice of it. */
import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {GatewayOpcodes} from 'discord-api-types/v10';
import {describe, expect} from 'vitest';
import {heldSeeds} from '../../bench/soak/fate.ts';
import {letGo} from '../../bench/soak/held.ts';
import {
  ClientRefusal,
  type InteractionHandle,
  type MessageHandle,
  type OptionValues,
  type ScriptedUser,
} from '../../sandbox/index.ts';
import {
  chosen,
  finished,
  painting,
  patiently,
  photo,
  quick as quickly,
  type Studio,
  studioTest,
  textOf,
} from './harness.ts';

/** Seeds that the fast renderer succeeds with, at once or when it is told to. */
const quick = {...quickly, seed: 1};
const held = {...quickly, seed: heldSeeds.done};

const env: Record<string, string> = {};
const test = studioTest(
  env,
  {
    guilds: [
      {name: 'Studio', channels: ['general']},
      {name: 'Leaving', channels: ['lounge']},
    ],
  },
  [new URL('../../bench/soak/use-fast-renderer.ts', import.meta.url)],
  (sandbox) => {
    env.OWNER_IDS = sandbox.user('ada', {permissions: ['Administrator']}).id;
  },
)
  .extend('ada', {scope: 'file'}, ({studio}) => studio.sandbox.user('ada'))
  .extend('general', {scope: 'file'}, ({studio}) => studio.sandbox.channel('general'))
  .extend('picture', {scope: 'file'}, async ({studio, mia}) => finished(await studio.order(mia, quick)))
  .extend('atelier', {scope: 'file'}, ({ada}) => async (command: string, values: OptionValues = {}) => {
    const answer = await (await ada.slash(`atelier ${command}`, values)).response;
    expect(answer.ephemeral).toBe(true);
    await answer.waitFor(({content, embeds}) => content !== '' || embeds.length > 0, patiently);
    return answer;
  });

const guildId = ({sandbox}: Studio, name: string): string =>
  [...sandbox.services.world.guilds.values()].find((guild) => guild.name === name)!.id;

/** What the person reads in private, in the answer or after it. */
async function refusal(asked: InteractionHandle): Promise<MessageHandle> {
  const answer = await asked.response;
  expect(answer.ephemeral).toBe(true);
  await answer.waitFor(({content}) => content !== '', patiently);
  return answer;
}

/** Every way to ask for a picture; each resolves with what the bot says to it. */
function waysToAsk(studio: Studio, mia: ScriptedUser, picture: MessageHandle, emoji: string) {
  const general = studio.sandbox.channel('general');
  const said = async (text: RegExp, after: MessageHandle | undefined): Promise<string> =>
    textOf(
      await general.waitForMessage(({content}) => text.test(content), {...patiently, ...(after && {after})}),
    );
  const latest = () => general.messages.at(-1);
  return {
    'a command': async () =>
      textOf(await refusal(await mia.slash('stylize', {image: await photo(), style: 'kandinsky', ...quick}))),
    'a button': async () => textOf(await refusal(mia.click(picture, {emoji: '🔁'}))),
    'the menu of a message': async () => {
      const post = await mia.send('', {files: [await photo()]});
      return textOf(await refusal(mia.messageCommand('Stylize this image', post)));
    },
    'a reaction': (text: RegExp) => {
      const before = latest();
      mia.react(picture, emoji);
      return said(text, before);
    },
    'a message with a photo': async (text: RegExp) => {
      const before = latest();
      await mia.send(`<@${studio.sandbox.services.world.bot.id}> van gogh`, {files: [await photo()]});
      return said(text, before);
    },
  };
}

async function expectRefusals(
  [studio, mia, picture]: [Studio, ScriptedUser, MessageHandle],
  text: RegExp,
  /** A different one each time: the same reaction counts once while its answer is shown. */
  emoji: string,
): Promise<void> {
  const jobs = studio.jobs().length;
  for (const [way, ask] of Object.entries(waysToAsk(studio, mia, picture, emoji)))
    expect(await ask(text), way).toMatch(text);
  expect(studio.jobs()).toHaveLength(jobs);
}

test('only owners can use it, and only administrators see it', async ({studio, ada, mia}) => {
  await expect(mia.slash('atelier status')).rejects.toThrow(ClientRefusal);
  const max = studio.sandbox.user('max', {permissions: ['Administrator']});
  const answer = await refusal(await max.slash('atelier pause'));
  expect(textOf(answer)).toBe('Only the people who run me can use this.');
  expect(textOf(await refusal(await ada.slash('atelier resume')))).toBe('I already take pictures.');
});

test('the status tells how everything is, in private', async ({atelier}) => {
  const {current} = await atelier('status');
  const [{title, description = '', fields = []} = {}] = current.embeds;
  expect(title).toMatch(/^Atelier \d+\.\d+\.\d+$/);
  expect(description).toMatch(/^I take pictures\.\nStarted <t:\d+:R>; in 2 servers\.$/);
  expect(fields.map(({name, value}) => `${name}: ${value}`)).toEqual([
    'Queue: 0 being painted, 0 waiting',
    expect.stringMatching(/^Shards: 1: 0 🟢/),
    expect.stringMatching(/^Workers: 1: this machine: \w+, 💤 idle$/),
    expect.stringMatching(/^Disk: [\d.]+ MiB used, [\d.]+ MiB of it the database; [\d.]+ [MG]iB free$/),
    'Last errors: None since the start.',
  ]);
});

test('the bot’s own status shows what to type while nothing is painted', ({studio}) => {
  const shown = studio.sandbox.log
    .gateway()
    .filter(({op, direction}) => op === GatewayOpcodes.PresenceUpdate && direction === 'received');
  expect(shown).toHaveLength(1);
  expect(shown[0]).toMatchObject({data: expect.stringContaining('"state":"/stylize"')});
});

describe('while the bot is paused', () => {
  test('however people ask, they read so, and nothing is painted', async ({
    studio,
    mia,
    picture,
    atelier,
  }) => {
    expect(textOf(await atelier('pause', {reason: 'a new GPU'}))).toMatch(/^Paused\./);
    await expectRefusals(
      [studio, mia, picture],
      /I’m paused: my operator takes no new pictures for now \(a new GPU\)/,
      '➕',
    );
    expect((await atelier('status')).current.embeds[0]?.description).toMatch(
      /^Paused by <@\d+> .*: a new GPU/,
    );
    await atelier('resume');
  });

  test('an order is kept, and painted when it is tried again after the pause', async ({
    studio,
    mia,
    atelier,
  }) => {
    await atelier('pause');
    const order = {image: await photo(), style: 'kandinsky', ...quick};
    const kept = await refusal(await mia.slash('stylize', order));
    expect(textOf(kept)).toContain('I’ve kept your order');
    await atelier('resume');
    const picture = await finished(await chosen(mia, kept, {label: 'Try again'}));
    expect(studio.jobOf(picture)).toMatchObject({owner: mia.id, settings: {seed: 1}});
  });

  test('what is being painted ends; what waits goes on waiting, over a restart too, until resume', async ({
    studio,
    noa,
    zoe,
    atelier,
  }) => {
    const first = await painting(await studio.order(noa, held));
    const second = await studio.order(zoe, quick);
    await second.waitFor(({content}) => content.includes('Next in line'), patiently);
    expect(textOf(await atelier('pause'))).toContain('What waits (1) stays in line');
    await letGo(studio.dataDir, studio.jobOf(first).id);
    await finished(first);
    await studio.restart('stop');
    const {embeds} = (await (await zoe.slash('queue')).response).current;
    expect(embeds[0]?.description).toMatch(/^My operator has paused me\. [\s\S]*1 waiting/);
    await atelier('resume');
    await finished(second);
  });
});

test('a drain accepts nothing, paints what waits, and says when that is done', async ({
  studio,
  ada,
  noa,
  atelier,
}) => {
  const picture = await painting(await studio.order(noa, held));
  const asked = await ada.slash('atelier drain');
  expect(textOf(await asked.response)).toContain('Draining: 1 being painted, 0 waiting.');
  const kept = await refusal(
    await noa.slash('stylize', {image: await photo(), style: 'kandinsky', ...quick}),
  );
  expect(textOf(kept)).toContain('I’m paused');
  await letGo(studio.dataDir, studio.jobOf(picture).id);
  await finished(picture);
  expect(textOf(await asked.waitForFollowUp(0, patiently))).toContain('Drained: nothing is in line');
  await atelier('resume');
});

test('somebody who is blocked gets nothing, whichever way they ask, and loses what they have in line', async ({
  studio,
  mia,
  picture,
  atelier,
}) => {
  const running = await painting(await studio.order(mia, held));
  const answer = await atelier('block', {user: mia, reason: 'spam'});
  expect(textOf(answer)).toBe(`Blocked: <@${mia.id}>. I cancelled one picture in line.`);
  await running.waitFor(({content}) => content.includes('Cancelled'), patiently);
  await expectRefusals([studio, mia, picture], /You can’t ask for pictures here\./, '➖');
  expect(JSON.stringify((await atelier('blocked')).current.embeds)).toContain(`(\`${mia.id}\`), by`);
  expect(textOf(await atelier('unblock', {user: mia}))).toBe(`No longer blocked: <@${mia.id}>.`);
  expect(textOf(await atelier('unblock', {user: mia}))).toContain('is not blocked');
  await finished(await studio.order(mia, quick));
});

test('a blocked server gets nothing either', async ({studio, mia, picture, atelier}) => {
  const server = guildId(studio, 'Studio');
  await atelier('block', {server});
  await expectRefusals([studio, mia, picture], /I’m not allowed to paint in this server\./, '🔁');
  await atelier('unblock', {server});
  expect(textOf(await atelier('block', {server: '00000000000000000'}))).toContain('not in a server');
  expect(textOf(await atelier('block'))).toBe('Please give `user` or `server`.');
});

test('the bot leaves a server after it has named it', async ({studio, ada, atelier}) => {
  const server = guildId(studio, 'Leaving');
  const asked = await atelier('leave', {server});
  expect(textOf(asked)).toMatch(/^Shall I leave \*\*Leaving\*\* \(\d+ members\)\?/);
  ada.click(asked, {label: 'Leave'});
  await asked.waitFor(({content}) => content === 'I left **Leaving**.', patiently);
  expect(
    studio.sandbox.services.world.guilds.get(server)?.members.has(studio.sandbox.services.world.bot.id),
  ).toBe(false);
  expect(textOf(await atelier('leave', {server}))).toContain('I’m not in a server with the id');
});

describe('a changed .env', () => {
  const write = ({dataDir}: Studio, text: string) => writeFile(join(dataDir, '.env'), text);
  const ask = async (person: ScriptedUser) =>
    person.slash('stylize', {image: await photo(), style: 'kandinsky', ...quick});

  test('holds from SIGUSR2 on; what the process was started with still wins', async ({
    studio,
    zoe,
    atelier,
  }) => {
    await write(studio, `BLOCKED_USERS=${zoe.id}\nMAX_JOBS_PER_USER=1\nSHARDS=3\n`);
    studio.bot.child.kill('SIGUSR2');
    const {fields} = await studio.bot.waitForLine(({fields: {msg}}) => msg.startsWith('configuration read'));
    expect(fields).toMatchObject({
      by: 'SIGUSR2',
      adopted: ['BLOCKED_USERS'],
      needRestart: ['SHARDS'],
      overridden: ['MAX_JOBS_PER_USER'],
    });
    expect(textOf(await refusal(await ask(zoe)))).toBe('You can’t ask for pictures here.');
    expect(textOf(await atelier('unblock', {user: zoe}))).toContain('Change `BLOCKED_USERS` instead');
    expect(textOf(await atelier('reload'))).toBe(
      'A restart is needed for `SHARDS`.\nI was started with another value for `MAX_JOBS_PER_USER`, which wins over `.env`.',
    );
  });

  test('with a mistake changes nothing, and an owner reads what is wrong', async ({studio, zoe, atelier}) => {
    await write(studio, `BLOCKED_USERS=${zoe.id}\n`);
    await atelier('reload');
    await write(studio, 'BLOCKED_USERS=zoe\n');
    const answer = await atelier('reload');
    expect(textOf(answer)).toMatch(/nothing has changed:\n[\s\S]*BLOCKED_USERS: expected .*, got "zoe"/);
    expect(textOf(await refusal(await ask(zoe)))).toBe('You can’t ask for pictures here.');
    await rm(join(studio.dataDir, '.env'));
    expect(textOf(await atelier('reload'))).toContain('there’s a new `BLOCKED_USERS`');
    await finished(await studio.order(zoe, quick));
  });
});
