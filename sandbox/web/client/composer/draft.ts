/** What the viewer is about to send: text with files, or a command with its options. One draft at a time. */

import {signal} from '@preact/signals';
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOptionChoice,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10';
import type {OfferedCommand} from '../model/commands.ts';

/** One option and what has been filled in so far. */
export interface Filling {
  option: APIApplicationCommandBasicOption;
  text: string;
  /** The choice picked from a list; `text` shows its name. */
  choice?: APIApplicationCommandOptionChoice;
  file?: File;
}

export interface CommandDraft {
  command: OfferedCommand;
  /** Required options in their order, then optional ones as they were added. */
  fillings: readonly Filling[];
}

export const text = signal('');
export const files = signal<readonly File[]>([]);
export const commandDraft = signal<CommandDraft | undefined>(undefined);

/** Discord's limit for one message. */
const maxFiles = 10;

export function clearDraft(): void {
  text.value = '';
  files.value = [];
  commandDraft.value = undefined;
}

/** Attached files fill the options that take files, required ones first; the rest wait until the command is gone. */
export function startCommand(command: OfferedCommand): void {
  const waiting = files.value;
  text.value = '';
  files.value = [];
  commandDraft.value = {
    command,
    fillings: command.options.filter(({required}) => required).map((option) => ({option, text: ''})),
  };
  files.value = placeFiles(waiting);
}

/** Goes back to plain text; files stay attached. */
export function leaveCommand(): void {
  const kept = commandDraft.value?.fillings.flatMap(({file}) => (file ? [file] : [])) ?? [];
  commandDraft.value = undefined;
  files.value = [...kept, ...files.value];
}

/** Adds files to the command's free file options, or to the text. Returns how many did not fit. */
export function addFiles(added: readonly File[]): number {
  if (commandDraft.value) return placeFiles(added).length;
  const all = [...files.value, ...added];
  files.value = all.slice(0, maxFiles);
  return all.length - files.value.length;
}

/** Fills the command's file options, shown ones first; returns the files left over. */
function placeFiles(added: readonly File[]): File[] {
  const rest = [...added];
  for (const {option, file} of commandDraft.value?.fillings ?? []) {
    if (option.type !== Type.Attachment || file) continue;
    const next = rest.shift();
    if (next) fill(option.name, {text: next.name, file: next});
  }
  for (const option of commandDraft.value ? optionsLeft(commandDraft.value) : []) {
    const next = option.type === Type.Attachment ? rest.shift() : undefined;
    if (next) addOption(option, {text: next.name, file: next});
  }
  return rest;
}

export function removeFile(file: File): void {
  files.value = files.value.filter((other) => other !== file);
}

export function addOption(option: APIApplicationCommandBasicOption, start: Partial<Filling> = {}): void {
  const draft = commandDraft.value;
  if (!draft || draft.fillings.some((filling) => filling.option.name === option.name)) return;
  commandDraft.value = {...draft, fillings: [...draft.fillings, {option, text: '', ...start}]};
}

export function removeOption(name: string): void {
  const draft = commandDraft.value;
  if (!draft) return;
  commandDraft.value = {...draft, fillings: draft.fillings.filter(({option}) => option.name !== name)};
}

/** Replaces an option's value. */
export function fill(name: string, value: Omit<Filling, 'option'>): void {
  const draft = commandDraft.value;
  if (!draft) return;
  const fillings = draft.fillings.map((filling) =>
    filling.option.name === name ? {option: filling.option, ...value} : filling,
  );
  commandDraft.value = {...draft, fillings};
}

export function optionsLeft({command, fillings}: CommandDraft): APIApplicationCommandBasicOption[] {
  return command.options.filter(({name}) => !fillings.some(({option}) => option.name === name));
}
