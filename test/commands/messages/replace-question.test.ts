import {
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  MessageFlags,
  PermissionFlagsBits,
  PermissionsBitField,
} from 'discord.js';
import {expect, test, vi} from 'vitest';
import {replaceQuestion} from '../../../src/commands/messages/replace-question.ts';
import {discordError, FakeDiscord} from '../fake-discord.ts';
import {silentLog} from '../fake-services.ts';

/** Somebody presses a button of a private question. */
function press() {
  return {
    applicationId: 'app',
    token: 'token',
    attachmentSizeLimit: 1_000,
    guildId: 'guild',
    channelId: 'channel',
    locale: Locale.EnglishUS,
    ephemeral: null,
    context: InteractionContextType.Guild,
    authorizingIntegrationOwners: {[ApplicationIntegrationType.GuildInstall]: 'guild'},
    appPermissions: new PermissionsBitField(PermissionFlagsBits.ViewChannel),
    deferUpdate: vi.fn(async () => undefined),
    followUp: vi.fn(async (_message: {content: string; flags?: MessageFlags.Ephemeral}) => ({id: 'picture'})),
    deleteReply: vi.fn(async () => undefined),
  };
}

test('the picture forms in a new message, and the question goes once it is accepted', async () => {
  const discord = new FakeDiscord();
  const answer = press();
  await replaceQuestion({rest: discord, log: silentLog}, answer, {}, async () => async ({place}) => {
    expect(answer.deleteReply).not.toHaveBeenCalled();
    expect(place).toMatchObject({replyKey: 'picture', ephemeral: false, reply: {isFollowUp: true}});
  });
  expect(answer.deferUpdate).toHaveBeenCalledOnce();
  expect(answer.followUp).toHaveBeenCalledWith({content: 'Starting…'});
  expect(answer.deleteReply).toHaveBeenCalledOnce();
});

test('a private picture forms in a private message', async () => {
  const answer = press();
  const flags = MessageFlags.Ephemeral;
  await replaceQuestion(
    {rest: new FakeDiscord(), log: silentLog},
    answer,
    {flags},
    async () =>
      async ({place}) => {
        expect(place).toMatchObject({ephemeral: true, reply: {botMayEdit: false}});
      },
  );
  expect(answer.followUp).toHaveBeenCalledWith({content: 'Starting…', flags});
});

test('if the picture is refused, the question stays and nothing else', async () => {
  const discord = new FakeDiscord();
  const answer = press();
  const refused = replaceQuestion({rest: discord, log: silentLog}, answer, {}, async () => async () => {
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  expect(answer.deleteReply).not.toHaveBeenCalled();
  expect(discord.requests).toMatchObject([{method: 'DELETE', route: '/webhooks/app/token/messages/picture'}]);
});

test('nothing is posted while the photo is fetched, nor if that fails: a restart would leave it without end', async () => {
  const discord = new FakeDiscord();
  const answer = press();
  const refused = replaceQuestion({rest: discord, log: silentLog}, answer, {}, async () => {
    expect(answer.deferUpdate).toHaveBeenCalledOnce();
    throw new Error('no photo');
  });
  await expect(refused).rejects.toThrow('no photo');
  expect(answer.followUp).not.toHaveBeenCalled();
  expect(answer.deleteReply).not.toHaveBeenCalled();
  expect(discord.requests).toEqual([]);
});

test('somebody may have dismissed the question', async () => {
  const answer = {...press(), deleteReply: () => Promise.reject(discordError(10008, 404))};
  const services = {rest: new FakeDiscord(), log: silentLog};
  await expect(
    replaceQuestion(services, answer, {}, async () => async () => undefined),
  ).resolves.toBeUndefined();
});
