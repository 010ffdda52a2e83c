import {
  type APIApplicationCommandAttachmentOption,
  type APIApplicationCommandBasicOption,
  ApplicationCommandType,
  ApplicationCommandOptionType as Type,
} from 'discord.js';
import type {Config} from '../../config.ts';
import {colorModes, defaultSettings, limits, qualities} from '../../nst/contract/protocol.ts';
import type {SlashCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {localized, localizedName} from '../words/localized.ts';
import type {Words} from '../words/words.ts';
import {styleOptions} from './style-choice.ts';

const maxBlendLength = 40;

/** The definition of `/stylize`. Discord demands that required options come first. */
export function stylizeDefinition({
  maxSize,
  defaultSize,
  defaultQuality,
}: Pick<Config, 'maxSize' | 'defaultSize' | 'defaultQuality'>): SlashCommand['definition'] {
  const options: APIApplicationCommandBasicOption[] = [
    {...texts('image'), type: Type.Attachment, required: true, ...imagesOnly},
    ...styleOptions.map((name) => ({
      ...texts(name),
      type: Type.String as const,
      autocomplete: true as const,
    })),
    {...texts('style_image'), type: Type.Attachment, ...imagesOnly},
    {...texts('blend'), type: Type.String, max_length: maxBlendLength},
    {
      ...texts('strength', defaultSettings.strength),
      type: Type.Number,
      min_value: limits.minStrength,
      max_value: limits.maxStrength,
    },
    {
      ...texts('style_scale', defaultSettings.styleScale),
      type: Type.Number,
      min_value: limits.minStyleScale,
      max_value: limits.maxStyleScale,
    },
    {...texts('size', defaultSize), type: Type.Integer, min_value: limits.minSize, max_value: maxSize},
    {
      ...localized(({commands: {stylize}}) => ({
        name: stylize.options.quality.name,
        description: stylize.options.quality.description(stylize.quality[defaultQuality]),
      })),
      type: Type.String,
      choices: qualities.map((value) => ({
        ...localizedName(({commands}) => commands.stylize.quality[value]),
        value,
      })),
    },
    {
      ...localized(({commands: {stylize}}) => ({
        name: stylize.options.colors.name,
        description: stylize.options.colors.description(stylize.colors[defaultSettings.colors]),
      })),
      type: Type.String,
      choices: colorModes.map((value) => ({
        ...localizedName(({commands}) => commands.stylize.colors[value]),
        value,
      })),
    },
    {...texts('seed'), type: Type.Integer, min_value: 0, max_value: limits.maxSeed},
    {...texts('private'), type: Type.Boolean},
  ];
  return {
    type: ApplicationCommandType.ChatInput,
    ...localized(({commands}) => commands.stylize),
    ...everywhere,
    options,
  };
}

/** Makes Discord's clients offer only pictures; the bot checks the file all the same. */
const imagesOnly: Pick<APIApplicationCommandAttachmentOption, 'file_types'> = {file_types: ['image']};

type OptionWords = Words['commands']['stylize']['options'];
type PlainOption = {
  [Name in keyof OptionWords]: OptionWords[Name]['description'] extends string ? Name : never;
}[keyof OptionWords];
type NumberOption = 'strength' | 'style_scale' | 'size';

/** Name and description of an option. `standard`: its value when it is left out. */
function texts(name: PlainOption): ReturnType<typeof localized>;
function texts(name: NumberOption, standard: number): ReturnType<typeof localized>;
function texts(name: PlainOption | NumberOption, standard = 0): ReturnType<typeof localized> {
  return localized(({commands: {stylize}}) => {
    const {name: shown, description} = stylize.options[name];
    return {name: shown, description: typeof description === 'string' ? description : description(standard)};
  });
}
