import type {OptionInput, Place} from '../../protocol.ts';
import {attempt} from '../state/act.ts';
import {type CommandDraft, commandDraft} from './draft.ts';
import {readFilling} from './read-filling.ts';

/** Sends a complete draft. If the client does not allow it, the draft stays in the composer. */
export async function sendCommand(place: Place, draft: CommandDraft): Promise<void> {
  const files: File[] = [];
  const options: Record<string, OptionInput> = {};
  for (const filling of draft.fillings) {
    const reading = readFilling(filling);
    if ('file' in reading && reading.file)
      options[filling.option.name] = {file: files.push(reading.file) - 1};
    else if ('value' in reading && reading.value !== undefined) {
      options[filling.option.name] = reading.value;
    }
  }
  const action = {do: 'command', channel: place.id, name: draft.command.name, options} as const;
  if (await attempt(action, files)) commandDraft.value = undefined;
}
