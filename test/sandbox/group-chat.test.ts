import {InteractionContextType} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {callApi, expectClean, onInteraction, sandboxWithBot} from './bot.ts';

async function groupChat() {
  const {sandbox, client} = await sandboxWithBot();
  const [mia, noa, zoe] = [sandbox.user('mia'), sandbox.user('noa'), sandbox.user('zoe')];
  return {sandbox, client, mia, noa, zoe, chat: sandbox.groupChat('friends', [mia, noa])};
}

describe('a group chat', () => {
  test('is closed to the bot: its own token reaches nothing there', async () => {
    const {sandbox, chat} = await groupChat();
    expect(await callApi(sandbox, 'POST', `/channels/${chat.id}/messages`, {content: 'x'})).toMatchObject({
      status: 403,
      body: {code: 50001},
    });
    expectClean(sandbox);
  });

  test('is seen only by its members', async () => {
    const {mia, noa, zoe, chat} = await groupChat();
    const message = await mia.send('hello', {channel: chat});
    expect(noa.sees(message.record)).toBe(true);
    expect(zoe.sees(message.record)).toBe(false);
  });

  test('offers only user-installed commands for private channels', async () => {
    const {sandbox, client, mia, chat} = await groupChat();
    const description = 'Says hello';
    await client.application.commands.set([
      {name: 'hello', description, contexts: [0, 1, 2], integrationTypes: [0, 1]},
      {name: 'servers-only', description, contexts: [0], integrationTypes: [0, 1]},
      {name: 'uninstallable', description, contexts: [0, 1, 2], integrationTypes: [0]},
    ]);
    const seen: unknown[] = [];
    onInteraction(client, async (interaction) => {
      const {context, authorizingIntegrationOwners} = interaction;
      seen.push({context, owners: Object.keys(authorizingIntegrationOwners)});
      if (interaction.isChatInputCommand()) await interaction.reply('hello');
    });
    const answer = await (await mia.slash('hello', {}, {channel: chat})).response;
    expect(answer.current.content).toBe('hello');
    expect(seen).toMatchObject([{context: InteractionContextType.PrivateChannel}]);
    await expect(mia.slash('servers-only', {}, {channel: chat})).rejects.toThrow(
      /not offered in group chats/,
    );
    await expect(mia.slash('uninstallable', {}, {channel: chat})).rejects.toThrow(/cannot be installed/);
    expectClean(sandbox);
  });
});
