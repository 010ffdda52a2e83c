import {
  type APIApplicationCommandOptionChoice,
  ApplicationCommandType,
  Locale,
  SlashCommandBuilder,
} from 'discord.js';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {ClientRefusal, file} from '../../sandbox/index.ts';
import {
  callApi,
  expectClean,
  onInteraction,
  onPaint,
  paintCommand,
  sandboxWithBot,
  webhookPath,
} from './bot.ts';

const picture = await sharp({create: {width: 40, height: 30, channels: 3, background: 'teal'}})
  .png()
  .toBuffer();

describe('chat commands', () => {
  test('a slash command with a picture is deferred, downloaded and answered with a file', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const errors = await onPaint(client, async (interaction) => {
      await interaction.deferReply();
      const image = interaction.options.getAttachment('image', true);
      const download = await fetch(image.url);
      expect(download.headers.get('content-type')).toBe('image/png');
      expect([image.width, image.height, image.size]).toEqual([40, 30, picture.byteLength]);
      const attachment = Buffer.from(await download.arrayBuffer());
      await interaction.editReply({
        content: 'painted',
        files: [{attachment, name: 'out.png', description: 'teal'}],
      });
    });

    const interaction = await sandbox
      .user('mia')
      .slash('paint', {image: file('cat.png', picture), size: 512});
    const reply = await interaction.response;
    const painted = await reply.waitFor((message) => message.content === 'painted');

    expect(errors).toEqual([]);
    expect(painted.attachments).toMatchObject([
      {filename: 'out.png', width: 40, height: 30, description: 'teal', content_type: 'image/png'},
    ]);
    expect(Buffer.from(reply.attachmentBytes(0)).equals(picture)).toBe(true);
    expect(reply.history.map(({message}) => message.content)).toEqual(['', 'painted']);
    expectClean(sandbox);
  });

  test('options, locale, permissions and the upload limit reach the bot as Discord sends them', async () => {
    const guilds = [{name: 'Boosted', channels: ['art'], attachmentSizeLimit: 50 * 1024 * 1024}];
    const {sandbox, client} = await sandboxWithBot({guilds});
    const seen: unknown[] = [];
    await onPaint(client, async (interaction) => {
      seen.push([
        interaction.options.getString('style'),
        interaction.options.getInteger('size'),
        interaction.locale,
        interaction.attachmentSizeLimit,
        interaction.appPermissions.has('AttachFiles'),
        interaction.memberPermissions?.has('ManageMessages'),
        interaction.user.username,
        interaction.channel?.id,
      ]);
      await interaction.reply('ok');
    });

    const user = sandbox.user('ada', {locale: Locale.German, permissions: ['ManageMessages']});
    await (await user.slash('paint', {image: file('a.png', picture), style: 'klee', size: 300})).response;

    const channelId = sandbox.channel('art').id;
    expect(seen).toEqual([['klee', 300, 'de', 50 * 1024 * 1024, true, true, 'ada', channelId]]);
    expectClean(sandbox);
  });

  test('a command in direct messages carries the user and no guild', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const seen: unknown[] = [];
    await onPaint(client, async (interaction) => {
      seen.push([interaction.guildId, interaction.member, interaction.context, interaction.user.username]);
      await interaction.reply('hello');
    });
    const user = sandbox.user('mia');
    const reply = await (await user.slash('paint', {image: file('a.png', picture)}, {dm: true})).response;

    expect(seen).toEqual([[null, null, 1, 'mia']]);
    expect(user.visibleMessages(user.dm).map(({id}) => id)).toEqual([reply.id]);
    expectClean(sandbox);
  });

  test('a user-installed command works in a guild the bot is not in', async () => {
    const {sandbox, client} = await sandboxWithBot({
      guilds: [{name: 'Elsewhere', channels: ['lobby'], hasBot: false}],
    });
    const command = paintCommand.toJSON();
    await client.application.commands.set([{...command, integration_types: [0, 1], contexts: [0, 1, 2]}]);
    const owners: unknown[] = [];
    onInteraction(client, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      owners.push(interaction.authorizingIntegrationOwners);
      await interaction.reply('from afar');
      for (let index = 0; index < 5; index += 1) await interaction.followUp('more');
    });
    const user = sandbox.user('mia');
    const interaction = await user.slash('paint', {image: file('a.png', picture)});
    await interaction.waitForFollowUp(4);
    expect(owners).toMatchObject([{1: user.id}]);
    sandbox.clock.advance(2_000);
    const sixth = await callApi(sandbox, 'POST', webhookPath(interaction), {content: 'one too many'});
    expect(sixth).toMatchObject({status: 400, body: {code: 40094}});
    expect(client.guilds.cache.size).toBe(0);
    expectClean(sandbox);
  });

  test('autocomplete offers the bot’s answer to the text typed so far', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await client.application.commands.set([paintCommand]);
    onInteraction(client, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused(true);
      await interaction.respond([{name: `${typed.name}: ${typed.value}`, value: 'kandinsky'}]);
    });
    const choices: APIApplicationCommandOptionChoice[] = await sandbox
      .user('mia')
      .autocomplete('paint', {style: 'kan'}, 'style');
    expect(choices).toEqual([{name: 'style: kan', value: 'kandinsky'}]);
    expectClean(sandbox);
  });

  test('a message command carries the whole message', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await client.application.commands.set([{name: 'Paint this', type: ApplicationCommandType.Message}]);
    const names: (string | undefined)[] = [];
    onInteraction(client, async (interaction) => {
      if (!interaction.isMessageContextMenuCommand()) return;
      names.push(interaction.targetMessage.attachments.first()?.name, interaction.targetMessage.content);
      await interaction.reply('on it');
    });
    const user = sandbox.user('mia');
    const message = await user.send('look', {files: [file('cat.png', picture)]});
    await user.messageCommand('Paint this', message).response;
    expect(names).toEqual(['cat.png', 'look']);
    expectClean(sandbox);
  });
});

describe('what the Discord client would not send', () => {
  test.each([
    ['a missing required option', {}, 'required option "image" is missing'],
    [
      'an unknown option',
      {image: file('a.png', picture), colour: 'red'},
      'no option "colour"; it has image, style, size',
    ],
    [
      'a number below the minimum',
      {image: file('a.png', picture), size: 64},
      '"size" must be 128 to 2048, got 64',
    ],
    [
      'a fraction for an integer',
      {image: file('a.png', picture), size: 200.5},
      '"size" takes a whole number',
    ],
    [
      'a text that is too long',
      {image: file('a.png', picture), style: 'x'.repeat(21)},
      'takes 0 to 20 characters, got 21',
    ],
    ['text for a file option', {image: 'cat.png'}, '"image" takes a file'],
    ['a file of the wrong type', {image: file('notes.txt', picture)}, '"image" takes image; got notes.txt'],
    [
      'a file over the limit',
      {image: file('a.png', picture, {declaredSize: 11_000_000})},
      'the limit is 10485760',
    ],
  ])('%s is refused', async (_case, values, message) => {
    const {sandbox, client} = await sandboxWithBot();
    await client.application.commands.set([paintCommand]);
    const attempt = sandbox.user('mia').slash('paint', values);
    await expect(attempt).rejects.toThrow(ClientRefusal);
    await expect(attempt).rejects.toThrow(message);
  });

  test('commands not offered in that place are refused', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const admin = new SlashCommandBuilder()
      .setName('admin')
      .setDescription('x')
      .setDefaultMemberPermissions(32n);
    const hidden = new SlashCommandBuilder()
      .setName('hidden')
      .setDescription('x')
      .setDefaultMemberPermissions(0n);
    const guildOnly = new SlashCommandBuilder().setName('here').setDescription('x').setContexts(0);
    const group = new SlashCommandBuilder()
      .setName('queue')
      .setDescription('x')
      .addSubcommand((sub) => sub.setName('show').setDescription('x'));
    await client.application.commands.set([admin, hidden, guildOnly, group]);
    const user = sandbox.user('mia');
    await expect(user.slash('paint')).rejects.toThrow(
      'no command "paint" here; registered: admin, hidden, here, queue',
    );
    await expect(user.slash('admin')).rejects.toThrow('lacks the permissions');
    const manager = sandbox.user('max', {permissions: ['ManageGuild']});
    await expect(manager.slash('hidden')).rejects.toThrow('lacks the permissions');
    for (const permissions of [['ManageGuild'], ['Administrator']] as const)
      await sandbox.user(`with-${permissions}`, {permissions: [...permissions]}).slash('admin');
    await sandbox.user('ada', {permissions: ['Administrator']}).slash('hidden');
    await expect(user.slash('here', {}, {dm: true})).rejects.toThrow('not offered in direct messages');
    await expect(user.slash('queue')).rejects.toThrow('needs a subcommand: show');
    await expect(user.slash('queue hide')).rejects.toThrow('no subcommand "hide"');
    const channel = sandbox.channel('general');
    channel.setPermissions('everyone', {deny: ['UseApplicationCommands']});
    await expect(user.slash('here', {}, {channel})).rejects.toThrow('may not use commands in #general');
  });
});
