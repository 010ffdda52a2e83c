/** Turns what was filled in for an option into the value to send, or says why it cannot be sent. */
import {ApplicationCommandOptionType as Type} from 'discord-api-types/v10';
import type {OptionInput} from '../../protocol.ts';
import type {Filling} from './draft.ts';

export type Reading =
  | {value: Exclude<OptionInput, {file: number}>}
  | {file: File}
  | {problem: string}
  /** Nothing was filled in. */
  | Record<string, never>;

export function readFilling({option, text, choice, file}: Filling): Reading {
  if (option.type === Type.Attachment) {
    return file ? {file} : missing(option.required, 'Add a file');
  }
  if (text.trim() === '' && !choice) return missing(option.required, 'This option is required');
  switch (option.type) {
    case Type.String: {
      const hasChoices = 'choices' in option && (option.choices?.length ?? 0) > 0;
      if (!choice && hasChoices) return {problem: 'Pick one from the list'};
      return {value: choice ? String(choice.value) : text};
    }
    case Type.Integer:
    case Type.Number:
      return readNumber(option, choice ? String(choice.value) : text);
    case Type.Boolean:
      return choice ? {value: choice.value === 'true'} : {problem: 'Pick true or false'};
    case Type.User:
    case Type.Mentionable:
      return choice ? {value: {user: String(choice.value)}} : {problem: 'Pick somebody from the list'};
    case Type.Channel:
      return choice ? {value: {channel: String(choice.value)}} : {problem: 'Pick a channel from the list'};
    default:
      return {problem: 'This page cannot fill in this kind of option'};
  }
}

function readNumber(
  option: {type: Type.Integer | Type.Number; min_value?: number; max_value?: number},
  text: string,
): Reading {
  const value = Number(text.trim().replace(',', '.'));
  if (!Number.isFinite(value)) return {problem: 'Type a number'};
  if (option.type === Type.Integer && !Number.isInteger(value)) return {problem: 'Type a whole number'};
  const {min_value: least = -Infinity, max_value: most = Infinity} = option;
  if (value < least || value > most) {
    const bounds = [least > -Infinity && `at least ${least}`, most < Infinity && `at most ${most}`];
    return {problem: `Type a number of ${bounds.filter(Boolean).join(' and ')}`};
  }
  return {value};
}

function missing(isRequired: boolean | undefined, problem: string): Reading {
  return isRequired ? {problem} : {};
}
