import {type ChatInputCommandInteraction, MessageFlags} from 'discord.js';
import type {Reload} from '../../config-changes.ts';
import {typed} from '../../system/own-program.ts';
import type {Services} from '../services.ts';
import {type Words, wordsFor} from '../words/words.ts';
import {shortened} from './fitted-fields.ts';

/** Discord's limit on a message. */
const maxContent = 2_000;

export async function reload(services: Services, interaction: ChatInputCommandInteraction): Promise<void> {
  const read = services.reload(interaction.user.id);
  const content = shortened(reloadText(read, wordsFor(interaction.locale)), maxContent);
  await interaction.reply({content, flags: MessageFlags.Ephemeral});
}

/** What came of reading the configuration again. It names variables, never their values: some are secrets. */
export function reloadText(read: Reload, {owner: {reload: words}}: Words): string {
  if (read.type === 'refused') return `${words.refused}\n${read.problem}`;
  const {adopted, needRestart, needRegistration, overridden, misspelt} = read.reread;
  const about = (names: readonly string[], say: (list: string) => string): string[] =>
    names.length > 0 ? [say(names.map((name) => `\`${name}\``).join(', '))] : [];
  const isSame = adopted.length + needRestart.length === 0;
  return [
    ...(isSame ? [words.same] : about(adopted, words.adopted)),
    ...about(needRestart, words.restart),
    ...about(needRegistration, (list) => words.register(list, typed('deploy'))),
    ...about(overridden, words.overridden),
    ...misspelt,
  ].join('\n');
}
