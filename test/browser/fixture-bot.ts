/** A bot that answers with one of everything the page can show. It sends raw JSON, as any bot may. */
import {
  type APIContainerComponent,
  type APIModalInteractionResponseCallbackData,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ButtonStyle,
  type ChatInputCommandInteraction,
  Client,
  ComponentType,
  Events,
  GatewayIntentBits,
  type Interaction,
  InteractionContextType,
  MessageFlags,
  Routes,
  TextInputStyle,
} from 'discord.js';
import sharp from 'sharp';
import type {Sandbox} from '../../sandbox/index.ts';

const contexts = [InteractionContextType.Guild, InteractionContextType.BotDM];

const commands = [
  {name: 'panel', description: 'A container with everything in it', contexts},
  {name: 'card', description: 'An embed', contexts},
  {name: 'form', description: 'A form to fill in', contexts},
  {
    name: 'hang',
    description: 'A picture in a frame',
    contexts,
    options: [
      {
        type: ApplicationCommandOptionType.Attachment,
        name: 'image',
        name_localizations: {vi: 'ảnh'},
        description: 'What to hang',
        required: true,
      },
    ],
  },
  {name: 'silence', description: 'No answer at all', contexts},
  {name: 'ponder', description: 'An answer that takes its time', contexts},
  {
    name: 'whisper',
    description: 'An answer for you alone',
    contexts,
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'words',
        description: 'What to whisper',
        required: true,
      },
      {type: ApplicationCommandOptionType.Boolean, name: 'loudly', description: 'With emphasis'},
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'times',
        description: 'How often',
        min_value: 1,
        max_value: 5,
      },
      {type: ApplicationCommandOptionType.User, name: 'about', description: 'Whom it is about'},
    ],
  },
  {name: 'Count letters', type: ApplicationCommandType.Message, contexts},
];

export interface FixtureBot {
  /** What the bot understood from each interaction, in the order they came. */
  heard: string[];
  close(): Promise<void>;
}

export async function startFixtureBot(sandbox: Sandbox): Promise<FixtureBot> {
  const client = new Client({intents: [GatewayIntentBits.Guilds], rest: {api: sandbox.apiUrl}});
  const heard: string[] = [];
  const picture = await sharp({create: {width: 320, height: 200, channels: 3, background: '#c2410c'}})
    .png()
    .toBuffer();
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  client.on(Events.InteractionCreate, (interaction) => void answer(interaction, heard, picture));
  await client.login(sandbox.botToken);
  await ready;
  await client.rest.put(Routes.applicationCommands(sandbox.applicationId), {body: commands});
  return {heard, close: () => client.destroy()};
}

async function answer(interaction: Interaction, heard: string[], picture: Buffer): Promise<void> {
  if (interaction.isChatInputCommand()) await answerCommand(interaction, heard, picture);
  else if (interaction.isMessageContextMenuCommand()) {
    heard.push(`count ${interaction.targetMessage.content}`);
    const content = `${interaction.targetMessage.content.length} letters`;
    await interaction.reply({content, flags: MessageFlags.Ephemeral});
  } else if (interaction.isModalSubmit()) {
    const {fields} = interaction;
    const files = [...(fields.getUploadedFiles('photo')?.values() ?? [])].map(({name}) => name);
    heard.push(`form ${fields.getTextInputValue('title')} ${fields.getStringSelectValues('kind')} ${files}`);
    await interaction.reply('Thank you for the form');
  } else if (interaction.isStringSelectMenu()) {
    heard.push(`select ${interaction.values}`);
    await interaction.reply({content: `You chose ${interaction.values}`, flags: MessageFlags.Ephemeral});
  } else if (interaction.isButton()) {
    heard.push(`button ${interaction.customId}`);
    if (interaction.customId === 'mute') return;
    await interaction.deferUpdate();
  }
}

async function answerCommand(
  interaction: ChatInputCommandInteraction,
  heard: string[],
  picture: Buffer,
): Promise<void> {
  const {commandName, options} = interaction;
  const values = options.data.map(({name, value}) => `${name}=${value}`).join(' ');
  heard.push(`/${commandName} ${values}`.trim());
  switch (commandName) {
    case 'panel':
      await interaction.reply({
        flags: MessageFlags.IsComponentsV2,
        files: [{attachment: picture, name: 'plate.png'}],
        components: [panel],
      });
      return;
    case 'card': {
      await interaction.reply({
        content: `Here is a **card**, ready <t:${Math.round(Date.now() / 1000) + 5400}:R>:`,
        files: [{attachment: picture, name: 'SPOILER_plate.png'}],
        embeds: [card],
      });
      // An address of a picture, for which Discord's answer has no size yet.
      const url = (await interaction.fetchReply()).attachments.first()?.url ?? '';
      await interaction.editReply({embeds: [{...card, thumbnail: {url}}]});
      return;
    }
    case 'form':
      await interaction.showModal(form);
      return;
    case 'whisper':
      await interaction.reply({content: options.getString('words', true), flags: MessageFlags.Ephemeral});
      return;
    case 'ponder':
      await interaction.deferReply();
      await new Promise((resolve) => setTimeout(resolve, 1200));
      await interaction.editReply('I have thought about it.');
      return;
    default:
      return;
  }
}

const card = {
  color: 0xe5484d,
  author: {name: 'Atelier'},
  title: 'Composition VIII',
  description: 'Painted in *1923*. ||It hangs in New York.||\n- circles\n- lines',
  fields: [
    {name: 'Strength', value: '1', inline: true},
    {name: 'Size', value: '512', inline: true},
    {name: 'Note', value: '`seed 7`'},
  ],
  footer: {text: 'Public domain'},
};

const panel: APIContainerComponent = {
  type: ComponentType.Container,
  accent_color: 0x5b5bd6,
  components: [
    {
      type: ComponentType.Section,
      components: [
        {type: ComponentType.TextDisplay, content: '## The studio\nPick a painting, *any* painting.'},
      ],
      accessory: {type: ComponentType.Thumbnail, media: {url: 'attachment://plate.png'}},
    },
    {type: ComponentType.Separator},
    {
      type: ComponentType.MediaGallery,
      items: [{media: {url: 'attachment://plate.png'}, description: 'An orange plate', spoiler: true}],
    },
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.StringSelect,
          custom_id: 'painting',
          placeholder: 'Choose paintings',
          min_values: 1,
          max_values: 2,
          options: [
            {label: 'Composition VIII', value: 'kandinsky', description: 'Kandinsky, 1923'},
            {label: 'The Great Wave', value: 'wave', description: 'Hokusai, 1831'},
            {label: 'The Starry Night', value: 'night', description: 'Van Gogh, 1889'},
          ],
        },
      ],
    },
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Primary,
          custom_id: 'go',
          label: 'Paint',
          emoji: {name: '🎨'},
        },
        {type: ComponentType.Button, style: ButtonStyle.Danger, custom_id: 'mute', label: 'Break'},
        {type: ComponentType.Button, style: ButtonStyle.Link, url: 'https://example.com/', label: 'Read on'},
      ],
    },
  ],
};

const form: APIModalInteractionResponseCallbackData = {
  custom_id: 'order',
  title: 'Order a painting',
  components: [
    {
      type: ComponentType.Label,
      label: 'Title',
      description: 'What to call it',
      component: {
        type: ComponentType.TextInput,
        custom_id: 'title',
        style: TextInputStyle.Short,
        min_length: 3,
        max_length: 40,
      },
    },
    {
      type: ComponentType.Label,
      label: 'Kind',
      component: {
        type: ComponentType.StringSelect,
        custom_id: 'kind',
        options: [
          {label: 'Oil', value: 'oil'},
          {label: 'Woodcut', value: 'woodcut'},
        ],
      },
    },
    {
      type: ComponentType.Label,
      label: 'Photo',
      component: {type: ComponentType.FileUpload, custom_id: 'photo', min_values: 0, max_values: 2},
    },
  ],
};
