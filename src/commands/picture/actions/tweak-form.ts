import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APISelectMenuOption,
  ComponentType,
  escapeMarkdown,
  TextInputStyle,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import {colorModes, limits, qualities, type RenderSettings} from '../../../nst/contract/protocol.ts';
import type {GivenSettings} from '../../stylize/stylize-settings.ts';
import type {Words} from '../../words/words.ts';

/** The form's values as people typed or chose them; the keys are the fields' custom ids. */
export type TweakValues = Record<(typeof tweakFields)[number], string>;

export const tweakFields = ['strength', 'styleScale', 'size', 'quality', 'colors'] as const;

/** A picture's settings as the form shows them. `maxSize`: larger sizes are not offered. */
export function tweakValues(
  {strength, styleScale, size, quality, colors}: RenderSettings,
  {maxSize, words}: {maxSize: number; words: Words},
): TweakValues {
  const {number} = words.job;
  return {
    strength: number(strength),
    styleScale: number(styleScale),
    size: String(Math.min(size, maxSize)),
    quality,
    colors,
  };
}

/** The form that changes a picture's settings. It has no seed: what else changes is easier to see with the same one. */
export function tweakForm(
  customId: string,
  values: TweakValues,
  {maxSize, words}: {maxSize: number; words: Words},
): APIModalInteractionResponseCallbackData {
  const {tweak} = words.pages;
  const {quality, colors} = words.commands.stylize;
  const number = (name: keyof typeof tweak.numbers, {least, most}: Range): APILabelComponent => {
    const {label, hint} = tweak.numbers[name];
    return text(name, {label, hint: hint(least, most)}, values[name]);
  };
  return {
    custom_id: customId,
    title: tweak.title,
    components: [
      number('strength', weightRanges.strength),
      number('styleScale', weightRanges.styleScale),
      number('size', {least: limits.minSize, most: maxSize}),
      choice(
        'quality',
        tweak.quality,
        qualities.map((value) => option(value, quality, values.quality)),
      ),
      choice(
        'colors',
        tweak.colors,
        colorModes.map((value) => option(value, colors, values.colors)),
      ),
    ],
  };
}

/** Reads the filled-in form; numbers may have a decimal comma. @throws AppError `BAD_OPTION` */
export function readTweak(
  {strength, styleScale, size, quality, colors}: TweakValues,
  {maxSize}: {maxSize: number},
): Omit<GivenSettings, 'seed'> {
  return {
    strength: toNumber('strength', strength, weightRanges.strength),
    styleScale: toNumber('styleScale', styleScale, weightRanges.styleScale),
    size: toNumber('size', size, {least: limits.minSize, most: maxSize, whole: true}),
    quality,
    colors,
  };
}

/** The settings that differ, and each change in a few words. */
export function changesBetween(
  before: RenderSettings,
  after: RenderSettings,
  words: Words,
): {changes: string[]; noted: (keyof RenderSettings)[]} {
  const {names} = words.pages.tweak;
  const {quality, colors} = words.commands.stylize;
  const shown = (settings: RenderSettings): Record<keyof typeof names, string> => ({
    strength: words.job.number(settings.strength),
    styleScale: words.job.number(settings.styleScale),
    size: String(settings.size),
    quality: quality[settings.quality],
    colors: colors[settings.colors],
  });
  const [old, now] = [shown(before), shown(after)];
  const keys = Object.keys(names) as (keyof typeof names)[];
  const noted = keys.filter((key) => before[key] !== after[key]);
  const changes = noted.map((key) => words.job.changes.setting(names[key], old[key], now[key]));
  return {changes: changes.length > 0 ? changes : [words.job.changes.same], noted};
}

interface Range {
  least: number;
  most: number;
  whole?: boolean;
}

const weightRanges = {
  strength: {least: limits.minStrength, most: limits.maxStrength},
  styleScale: {least: limits.minStyleScale, most: limits.maxStyleScale},
};

/** Short enough that all fields fit into a custom id. */
const maxTypedLength = 8;

function toNumber(option: string, text: string, {least, most, whole = false}: Range): number {
  const isNumber = /^\d{1,10}(?:[.,]\d{1,6})?$/.test(text.trim());
  const value = isNumber ? Number(text.trim().replace(',', '.')) : Number.NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const received = `“${escapeMarkdown(text.slice(0, maxTypedLength))}”`;
  const message = `${option}: expected a number from ${least} to ${most}, received ${received}`;
  throw new AppError('BAD_OPTION', message, {
    detail: {reason: 'optionRange', inForm: true, option, least, most, whole, received},
  });
}

interface FieldWords {
  label: string;
  hint: string;
}

function text(customId: string, {label, hint}: FieldWords, value: string): APILabelComponent {
  return {
    type: ComponentType.Label,
    label,
    description: hint,
    component: {
      type: ComponentType.TextInput,
      custom_id: customId,
      style: TextInputStyle.Short,
      value,
      max_length: maxTypedLength,
      required: true,
    },
  };
}

function choice(
  customId: string,
  {label, hint}: FieldWords,
  options: APISelectMenuOption[],
): APILabelComponent {
  return {
    type: ComponentType.Label,
    label,
    description: hint,
    component: {type: ComponentType.StringSelect, custom_id: customId, options, required: true},
  };
}

function option<Value extends string>(
  value: Value,
  labels: Readonly<Record<Value, string>>,
  chosen: string,
): APISelectMenuOption {
  return {label: labels[value], value, default: value === chosen};
}
