import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ContainerBuilder,
  FileUploadBuilder,
  LabelBuilder,
  MediaGalleryBuilder,
  MessageFlags,
  ModalBuilder,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {ClientRefusal, file} from '../../sandbox/index.ts';
import {callApi, expectClean, onInteraction, onPaint, sandboxWithBot, webhookPath} from './bot.ts';

const image = file('cat.png', Buffer.from('not really a picture'));

function buttonRow(...buttons: ButtonBuilder[]): ActionRowBuilder<ButtonBuilder> {
  return new ActionRowBuilder<ButtonBuilder>().addComponents(buttons);
}

const cancel = new ButtonBuilder().setCustomId('cancel:1').setLabel('Cancel').setStyle(ButtonStyle.Danger);
const again = new ButtonBuilder().setCustomId('again:1').setEmoji('🔁').setStyle(ButtonStyle.Secondary);

describe('buttons and menus', () => {
  test('a click updates its message in place', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await onPaint(client, (interaction) =>
      interaction.reply({content: 'painting', components: [buttonRow(cancel)]}),
    );
    onInteraction(client, async (interaction) => {
      if (interaction.isButton())
        await interaction.update({content: `by ${interaction.customId}`, components: []});
    });
    const user = sandbox.user('mia');
    const reply = await (await user.slash('paint', {image})).response;
    const click = user.click(reply, {label: 'Cancel'});

    expect((await click.response).id).toBe(reply.id);
    expect(await reply.waitFor((message) => message.content === 'by cancel:1')).toMatchObject({
      components: [],
    });
    expectClean(sandbox);
  });

  test('a deferred click does not change the message until it is edited', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await onPaint(client, (interaction) =>
      interaction.reply({content: 'one', components: [buttonRow(again)]}),
    );
    onInteraction(client, async (interaction) => {
      if (!interaction.isButton()) return;
      await interaction.deferUpdate();
      await interaction.editReply('two');
      await interaction.followUp({content: 'three', flags: MessageFlags.Ephemeral});
    });
    const user = sandbox.user('mia');
    const reply = await (await user.slash('paint', {image})).response;
    const whisper = await user.click(reply, {emoji: '🔁'}).waitForFollowUp();

    expect(reply.current.content).toBe('two');
    expect(whisper.ephemeral).toBe(true);
    expectClean(sandbox);
  });

  test('a menu sends the chosen values', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const options = ['klee', 'miro', 'kahlo'].map((value) => ({label: value, value}));
    const menu = new StringSelectMenuBuilder().setCustomId('style').setMaxValues(2).addOptions(options);
    const row = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu);
    await onPaint(client, (interaction) => interaction.reply({content: 'choose', components: [row]}));
    onInteraction(client, async (interaction) => {
      if (interaction.isStringSelectMenu()) await interaction.reply(interaction.values.join(' and '));
    });
    const user = sandbox.user('mia');
    const reply = await (await user.slash('paint', {image})).response;
    const answer = await user.select(reply, {customId: 'style'}, ['miro', 'klee']).response;

    expect(answer.current.content).toBe('miro and klee');
    expect(() => user.select(reply, {customId: 'style'}, ['monet'])).toThrow('offers klee, miro, kahlo');
    expect(() => user.select(reply, {customId: 'style'}, ['klee', 'miro', 'kahlo'])).toThrow('1 to 2');
    expectClean(sandbox);
  });

  test('users cannot press a button that is absent, disabled, private or gone', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const off = new ButtonBuilder(again.toJSON()).setCustomId('off').setLabel('Off').setDisabled(true);
    await onPaint(client, (interaction) =>
      interaction.reply({content: 'x', components: [buttonRow(cancel, off)], flags: MessageFlags.Ephemeral}),
    );
    const mia = sandbox.user('mia');
    const reply = await (await mia.slash('paint', {image})).response;

    expect(() => mia.click(reply, {label: 'Stop'})).toThrow('no button label Stop; it has Cancel (cancel:1)');
    expect(() => mia.click(reply, {customId: 'off'})).toThrow('is disabled');
    expect(() => sandbox.user('max').click(reply, {label: 'Cancel'})).toThrow(ClientRefusal);
    mia.deleteMessage(reply);
    expect(() => mia.click(reply, {label: 'Cancel'})).toThrow('not visible');
    expect(reply.deleted).toBe(false);
  });
});

describe('modals', () => {
  test('a click opens a modal, and its fields come back filled in', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const title = new TextInputBuilder().setCustomId('title').setStyle(TextInputStyle.Short).setMaxLength(10);
    const upload = new FileUploadBuilder().setCustomId('style').setRequired(false);
    const modal = new ModalBuilder()
      .setCustomId('tweak')
      .setTitle('Tweak')
      .addLabelComponents(
        new LabelBuilder().setLabel('Title').setTextInputComponent(title),
        new LabelBuilder().setLabel('Style').setFileUploadComponent(upload),
      );
    await onPaint(client, (interaction) => interaction.reply({content: 'x', components: [buttonRow(again)]}));
    onInteraction(client, async (interaction) => {
      if (interaction.isButton()) await interaction.showModal(modal);
      if (!interaction.isModalSubmit() || !interaction.isFromMessage()) return;
      const files = interaction.fields.getUploadedFiles('style');
      await interaction.update(
        `${interaction.fields.getTextInputValue('title')} with ${files?.first()?.name}`,
      );
    });
    const user = sandbox.user('mia');
    const reply = await (await user.slash('paint', {image})).response;
    const click = user.click(reply, {emoji: '🔁'});
    expect(await click.waitForModal()).toMatchObject({custom_id: 'tweak', title: 'Tweak'});

    await expect(user.submitModal(click, {title: 'much too long'})).rejects.toThrow('0 to 10 characters');
    await expect(user.submitModal(click, {titel: 'x'})).rejects.toThrow(
      'no field "titel"; it has title, style',
    );
    await expect(user.submitModal(click, {})).rejects.toThrow('"title" must be filled in');
    await user.submitModal(click, {title: 'Blue', style: [file('wave.png', Buffer.from('x'))]});

    await reply.waitFor((message) => message.content === 'Blue with wave.png');
    expectClean(sandbox);
  });
});

describe('ephemeral answers', () => {
  test('only the user who asked sees them, and the bot reaches them only by token', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await onPaint(client, (interaction) => interaction.deferReply({flags: MessageFlags.Ephemeral}));
    const mia = sandbox.user('mia');
    const interaction = await mia.slash('paint', {image});
    const reply = await interaction.response;
    const channel = sandbox.channel('general');

    expect(mia.visibleMessages(channel).map(({id}) => id)).toEqual([reply.id]);
    expect(sandbox.user('max').visibleMessages(channel)).toEqual([]);
    const path = `/channels/${channel.id}/messages/${reply.id}`;
    const unknown = {status: 404, body: {code: 10008}};
    expect(await callApi(sandbox, 'GET', path)).toMatchObject(unknown);
    expect(await callApi(sandbox, 'PATCH', path, {content: 'x'})).toMatchObject(unknown);
    expect(await callApi(sandbox, 'PUT', `${path}/reactions/👍/@me`)).toMatchObject(unknown);
    expect(await callApi(sandbox, 'GET', `/channels/${channel.id}/messages`)).toMatchObject({body: []});

    const original = `${webhookPath(interaction)}/messages/@original`;
    const edited = await callApi(sandbox, 'PATCH', original, {content: 'psst', flags: 0});
    expect(edited).toMatchObject({status: 200, body: {content: 'psst', flags: MessageFlags.Ephemeral}});
    expect(() => mia.react(reply, '👍')).toThrow('ephemeral messages carry no reactions');
    expectClean(sandbox);
  });

  test('the first follow-up fills a deferred answer and cannot change who sees it', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await onPaint(client, async (interaction) => {
      await interaction.deferReply({flags: MessageFlags.Ephemeral});
      await interaction.followUp('for all');
      await interaction.followUp('really for all');
    });
    const interaction = await sandbox.user('mia').slash('paint', {image});
    const second = await interaction.waitForFollowUp();
    const reply = await interaction.response;

    expect(reply.current).toMatchObject({content: 'for all', flags: MessageFlags.Ephemeral});
    expect(second.current).toMatchObject({content: 'really for all', flags: 0});
    expect(second.current.message_reference?.message_id).toBe(reply.id);
    expectClean(sandbox);
  });
});

describe('the first response', () => {
  test('must come within three seconds', async () => {
    const {sandbox, client} = await sandboxWithBot();
    let used: ChatInputCommandInteraction | undefined;
    await onPaint(client, async (interaction) => {
      used = interaction;
    });
    const interaction = await sandbox.user('mia').slash('paint', {image});
    await expect.poll(() => used).toBeDefined();
    sandbox.clock.advance(3_000);

    await expect(interaction.response).rejects.toThrow('did not respond to /paint within 3000 ms');
    await expect(used?.reply('too late')).rejects.toMatchObject({status: 404, code: 10062});
    expect(sandbox.channel('general').messages).toEqual([]);
  });

  test('can be sent only once', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const errors = await onPaint(client, async (interaction) => {
      await interaction.deferReply();
      await callApi(sandbox, 'POST', `/interactions/${interaction.id}/${interaction.token}/callback`, {
        type: 4,
        data: {content: 'again'},
      }).then((answer) => errors.push(answer));
    });
    const reply = await (await sandbox.user('mia').slash('paint', {image})).response;
    await expect.poll(() => errors).toMatchObject([{status: 400, body: {code: 40060}}]);
    expect(reply.current.flags).toBe(MessageFlags.Loading);
  });

  test('is returned to a bot that asks for it', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const ids: (string | undefined)[] = [];
    await onPaint(client, async (interaction) => {
      const response = await interaction.reply({content: 'here', withResponse: true});
      ids.push(response.resource?.message?.id);
    });
    const reply = await (await sandbox.user('mia').slash('paint', {image})).response;
    await expect.poll(() => ids).toEqual([reply.id]);
    expectClean(sandbox);
  });

  test('is refused if its kind does not fit the interaction', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const answers: unknown[] = [];
    await onPaint(client, async (interaction) => {
      const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
      answers.push(await callApi(sandbox, 'POST', path, {type: 6}));
      answers.push(await callApi(sandbox, 'POST', path, {type: 8, data: {choices: []}}));
      await interaction.reply('fine');
    });
    await (await sandbox.user('mia').slash('paint', {image})).response;
    expect(answers).toMatchObject([
      {status: 400, body: {code: 50035, errors: {type: {_errors: [{code: 'BASE_TYPE_CHOICES'}]}}}},
      {status: 400, body: {code: 50035}},
    ]);
  });
});

describe("an interaction's token", () => {
  test('is valid for fifteen minutes; after that only the bot token can edit the message', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const used: ChatInputCommandInteraction[] = [];
    await onPaint(client, async (interaction) => {
      await interaction.reply('one');
      used.push(interaction);
    });
    const reply = await (await sandbox.user('mia').slash('paint', {image})).response;
    await expect.poll(() => used.length).toBe(1);
    sandbox.clock.advance(14 * 60_000);
    await used[0]?.editReply('two');
    sandbox.clock.advance(60_000);

    await expect(used[0]?.editReply('three')).rejects.toMatchObject({status: 401, code: 50027});
    await client.rest.patch(`/channels/${reply.record.channel.id}/messages/${reply.id}`, {
      body: {content: 'four'},
    });
    expect(reply.history.map(({message}) => message.content)).toEqual(['one', 'two', 'four']);
    expect(client.isReady()).toBe(true);
    expectClean(sandbox);
  });

  test('cannot be used before the first response, and cannot be invented', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await onPaint(client, async () => {});
    const interaction = await sandbox.user('mia').slash('paint', {image});
    const early = await callApi(sandbox, 'PATCH', `${webhookPath(interaction)}/messages/@original`, {
      content: 'x',
    });
    expect(early).toMatchObject({status: 404, body: {code: 10015}});
    const invented = await callApi(sandbox, 'POST', `/webhooks/${sandbox.applicationId}/abc`, {content: 'x'});
    expect(invented).toMatchObject({status: 401, body: {code: 50027}});
  });
});

describe('attachments of an answer', () => {
  test('stay if an edit lists them, are removed if not, and are added if new', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const used: ChatInputCommandInteraction[] = [];
    const one = {attachment: Buffer.from('one'), name: 'one.txt'};
    const two = {attachment: Buffer.from('two'), name: 'two.txt'};
    await onPaint(client, async (interaction) => {
      await interaction.reply({files: [one]});
      used.push(interaction);
    });
    const reply = await (await sandbox.user('mia').slash('paint', {image})).response;
    await expect.poll(() => used.length).toBe(1);
    const names = () => reply.current.attachments.map(({filename}) => filename);
    const [first] = reply.current.attachments;

    await used[0]?.editReply({content: 'kept'});
    expect(names()).toEqual(['one.txt']);
    await used[0]?.editReply({
      files: [two],
      attachments: [{id: first?.id ?? '', description: 'first'}] as never,
    });
    expect(names()).toEqual(['one.txt', 'two.txt']);
    expect(reply.current.attachments[0]?.description).toBe('first');
    const bare = reply.current.attachments.map(({id}) => ({id, description: null, is_spoiler: true}));
    await callApi(sandbox, 'PATCH', `/channels/${reply.current.channel_id}/messages/${reply.id}`, {
      attachments: bare,
    });
    expect(reply.current.attachments[0]).toMatchObject({filename: 'one.txt', flags: 8});
    expect(reply.current.attachments[0]).not.toHaveProperty('description');
    await used[0]?.editReply({files: [{...two, name: 'SPOILER_three.txt'}]});
    expect(names()).toEqual(['SPOILER_three.txt']);
    expect(reply.current.attachments[0]?.flags).toBe(8);
    expect(reply.history.map(({files}) => files.length)).toEqual([1, 1, 2, 2, 1]);
    expect(Buffer.from(reply.attachmentBytes(0, reply.history[0])).toString()).toBe('one');
    expectClean(sandbox);
  });

  test('are shown by components of the second generation', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const container = new ContainerBuilder()
      .addTextDisplayComponents(new TextDisplayBuilder().setContent('# Done'))
      .addMediaGalleryComponents(new MediaGalleryBuilder().addItems({media: {url: 'attachment://out.png'}}))
      .addActionRowComponents(buttonRow(again));
    await onPaint(client, (interaction) =>
      interaction.reply({
        flags: MessageFlags.IsComponentsV2,
        components: [container],
        files: [{attachment: Buffer.from('x'), name: 'out.png'}],
      }),
    );
    const user = sandbox.user('mia');
    const reply = await (await user.slash('paint', {image})).response;
    const [shown] = reply.current.components ?? [];
    expect(JSON.stringify(shown)).toContain(`"attachment_id":"${reply.record.files[0]?.id}"`);
    expect(user.click(reply, {emoji: '🔁'}).state).toBe('waiting');
    expectClean(sandbox);
  });
});
