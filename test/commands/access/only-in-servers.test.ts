import {type ChatInputCommandInteraction, InteractionContextType} from 'discord.js';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {explainError} from '../../../src/bot/error-words.ts';
import {createRepertoire} from '../../../src/commands/repertoire.ts';
import {type Bench, openBench, silentLog} from '../fake-services.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** The parts of an interaction that a command reads before it checks where it is. */
const elsewhere = {guildId: null, options: {}, deferReply: async () => undefined};

test.each([
  ['en-US', 'This works only in servers that I’m in.'],
  ['vi', 'Chỉ dùng được trong máy chủ có tôi là thành viên.'],
])('used elsewhere, commands for servers say that they need a server, in %s', async (locale, words) => {
  const forServers = createRepertoire(bench.services).slashCommands.filter(
    ({definition: {contexts, default_member_permissions: needed}}) =>
      // The owners' command asks who it is first.
      contexts?.join() === String(InteractionContextType.Guild) && needed !== '0',
  );
  expect(forServers.map(({definition}) => definition.name)).toEqual([
    'styles-add',
    'styles-remove',
    'stylize-admin',
  ]);
  for (const command of forServers) {
    const refusal = await command
      .execute(elsewhere as unknown as ChatInputCommandInteraction)
      .catch((error: unknown) => explainError(error, silentLog, locale));
    expect(refusal).toBe(words);
  }
});
