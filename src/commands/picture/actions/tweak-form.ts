import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APISelectMenuOption,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import {colorModes, limits, qualities, type RenderSettings} from '../../../nst/contract/protocol.ts';
import {requireRange} from '../../../nst/contract/settings.ts';
import {type GivenSettings, nothingGiven} from '../../stylize/stylize-settings.ts';
import {type Words, wordsFor} from '../../words/words.ts';

/** Reads a field by the custom id it has in the form. */
export interface TweakFields {
  getTextInputValue(customId: string): string;
  getStringSelectValues(customId: string): readonly string[];
}

/**
 * The form that changes a picture's settings, filled in with the present ones. Discord allows five fields in a form and
 * there are six settings, so `strength` and `styleScale` share one.
 */
export function tweakForm(
  customId: string,
  {strength, styleScale, size, quality, colors, seed}: RenderSettings,
  {maxSize, locale}: {maxSize: number; locale: string},
): APIModalInteractionResponseCallbackData {
  const {pages, commands} = wordsFor(locale);
  const {tweak} = pages;
  const weights = tweak.weights.hint(
    `${limits.minStrength}–${limits.maxStrength}`,
    `${limits.minStyleScale}–${limits.maxStyleScale}`,
  );
  const qualityOptions = qualities.map((value) => option(value, commands.stylize.quality, quality));
  const colorOptions = colorModes.map((value) => option(value, commands.stylize.colors, colors));
  return {
    custom_id: customId,
    title: tweak.title,
    components: [
      text('weights', {label: tweak.weights.label, hint: weights}, `${strength} / ${styleScale}`, 20),
      text(
        'size',
        {label: tweak.size.label, hint: tweak.size.hint(limits.minSize, maxSize)},
        String(Math.min(size, maxSize)),
        5,
      ),
      choice('quality', tweak.quality, qualityOptions),
      choice('colors', tweak.colors, colorOptions),
      text('seed', tweak.seed, String(seed), 10, false),
    ],
  };
}

/** Reads the filled-in form; numbers may have a decimal comma. @throws AppError `BAD_OPTION` */
export function readTweak(fields: TweakFields, {maxSize}: {maxSize: number}): GivenSettings {
  const [strength = '', styleScale, ...more] = fields
    .getTextInputValue('weights')
    .trim()
    .split(/\s*[/;]\s*|\s+/);
  if (more.length > 0)
    throw notANumber('strength', fields.getTextInputValue('weights'), weightRanges.strength);
  const seed = fields.getTextInputValue('seed').trim();
  const size = {least: limits.minSize, most: maxSize, whole: true};
  return {
    ...nothingGiven,
    strength: toNumber('strength', strength, weightRanges.strength),
    styleScale: styleScale === undefined ? null : toNumber('styleScale', styleScale, weightRanges.styleScale),
    size: toNumber('size', fields.getTextInputValue('size'), size),
    quality: fields.getStringSelectValues('quality')[0] ?? null,
    colors: fields.getStringSelectValues('colors')[0] ?? null,
    seed: seed === '' ? null : toNumber('seed', seed, {least: 0, most: limits.maxSeed, whole: true}),
  };
}

/** Describes each changed setting in a few words. */
export function changesBetween(before: RenderSettings, after: RenderSettings, words: Words): string[] {
  const {names} = words.pages.tweak;
  const {quality, colors} = words.commands.stylize;
  const shown = (settings: RenderSettings): Record<keyof typeof names, string> => ({
    strength: words.job.number(settings.strength),
    styleScale: words.job.number(settings.styleScale),
    size: String(settings.size),
    quality: quality[settings.quality],
    colors: colors[settings.colors],
    seed: String(settings.seed),
  });
  const [old, now] = [shown(before), shown(after)];
  const keys = Object.keys(names) as (keyof typeof names)[];
  const changes = keys
    .filter((key) => before[key] !== after[key])
    .map((key) => words.job.changes.setting(names[key], old[key], now[key]));
  return changes.length > 0 ? changes : [words.job.changes.same];
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

const maxShownLength = 40;

function toNumber(option: string, text: string, range: Range): number {
  if (!/^\d{1,10}(?:[.,]\d{1,6})?$/.test(text.trim())) throw notANumber(option, text, range);
  const value = Number(text.trim().replace(',', '.'));
  requireRange(option, value, range);
  return value;
}

function notANumber(option: string, text: string, {least, most, whole = false}: Range): AppError {
  const received = JSON.stringify(text.slice(0, maxShownLength)).replaceAll('`', "'");
  const message = `${option}: expected a number from ${least} to ${most}, received ${received}`;
  return new AppError('BAD_OPTION', message, {
    detail: {reason: 'optionRange', option, least, most, whole, received: `\`${received}\``},
  });
}

interface FieldWords {
  label: string;
  hint: string;
}

function text(
  customId: string,
  {label, hint}: FieldWords,
  value: string,
  maxLength: number,
  required = true,
): APILabelComponent {
  return {
    type: ComponentType.Label,
    label,
    description: hint,
    component: {
      type: ComponentType.TextInput,
      custom_id: customId,
      style: TextInputStyle.Short,
      value,
      max_length: maxLength,
      required,
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
  chosen: Value,
): APISelectMenuOption {
  return {label: labels[value], value, default: value === chosen};
}
