import {ApplicationCommandType} from 'discord.js';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {commandIssues} from '../../sandbox/interactions/command-rules.ts';
import {loadJudge} from '../../sandbox/schema/judge.ts';
import {registerCommands} from '../../src/bot/register.ts';
import {commandDefinitions, createRepertoire} from '../../src/commands/repertoire.ts';
import {stylizeDefinition} from '../../src/commands/stylize/stylize-definition.ts';
import {parseConfig} from '../../src/config.ts';
import {FakeDiscord} from '../commands/fake-discord.ts';
import {type Bench, openBench} from '../commands/fake-services.ts';

const config = parseConfig({DISCORD_TOKEN: 'token', APPLICATION_ID: '1'});
const {people: definitions} = commandDefinitions(config);
const owner = '223456789012345678';
const owned = commandDefinitions({...config, ownerIds: [owner]});
const all = [...owned.people, ...owned.owners];
const stylize = stylizeDefinition(config);

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

describe('the registered commands', () => {
  test('match Discord’s official schema, including translations', async () => {
    const route = 'PUT /applications/{application_id}/commands';
    const judge = await loadJudge([route]);
    expect(judge.judgeRequest(route, {body: all})).toEqual([]);
    expect(judge.unlistedInRequest(route, {body: all})).toEqual([]);
    const tooLong = {...stylize.description_localizations, vi: 'x'.repeat(101)};
    const body = [{...stylize, description_localizations: tooLong}];
    expect(judge.judgeRequest(route, {body})).not.toEqual([]);
  });

  test('have names Discord accepts in every language, and are not too large', () => {
    expect(all.flatMap((definition) => commandIssues(definition, []))).toEqual([]);
    const badName = {...stylize, name_localizations: {vi: 'Vẽ Lại'}};
    expect(commandIssues(badName, [])).toMatchObject([{path: ['name_localizations', 'vi']}]);
  });

  test('are exactly those the bot handles', () => {
    const {slashCommands, messageCommands} = createRepertoire(bench.services);
    const handled = [...slashCommands, ...messageCommands].map(({definition}) => definition);
    const byName = (list: readonly {name: string}[]) => list.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(byName(handled)).toEqual(byName(all));
  });

  const isForManagers = ({default_member_permissions}: {default_member_permissions?: unknown}) =>
    default_member_permissions !== undefined;

  test('for managers include those for a server’s own styles, and exist only in servers the bot has joined', () => {
    const forManagers = definitions.filter(isForManagers);
    expect(forManagers.map(({name}) => name)).toEqual(
      expect.arrayContaining(['styles-add', 'styles-remove']),
    );
    for (const {default_member_permissions: needed, integration_types, contexts} of forManagers) {
      expect({needed, integration_types, contexts}).toEqual({
        needed: '32',
        integration_types: [0],
        contexts: [0],
      });
    }
  });

  test('can be installed by servers and users, and used in servers, direct messages and group chats', () => {
    for (const {integration_types, contexts} of definitions.filter((one) => !isForManagers(one))) {
      expect(integration_types).toEqual([0, 1]);
      expect(contexts).toEqual([0, 1, 2]);
    }
  });

  test('offer a photo first, then the options', () => {
    expect(stylize.options?.map(({name}) => name)).toEqual([
      'image',
      'style',
      'style_2',
      'style_3',
      'style_image',
      'blend',
      'strength',
      'style_scale',
      'size',
      'quality',
      'colors',
      'seed',
      'private',
    ]);
    expect(stylize.options?.[0]).toMatchObject({required: true, file_types: ['image']});
    expect(stylize.options?.find(({name}) => name === 'size')).toMatchObject({
      min_value: 128,
      max_value: 1024,
      description: 'Longer side in pixels (default 512)',
    });
  });

  test('have Vietnamese names, options and choices', () => {
    expect(stylize).toMatchObject({
      name: 'stylize',
      name_localizations: {vi: 'vẽ-lại'},
      description_localizations: {vi: 'Vẽ lại một bức ảnh theo phong cách của một bức tranh'},
    });
    const quality = stylize.options?.find(({name}) => name === 'quality');
    expect(quality).toMatchObject({
      name_localizations: {vi: 'chất-lượng'},
      choices: [
        {name: 'draft', value: 'draft', name_localizations: {vi: 'phác thảo'}},
        {value: 'standard'},
        {value: 'high'},
      ],
    });
    expect(definitions.find(({type}) => type === ApplicationCommandType.Message)).toMatchObject({
      name: 'Stylize this image',
      name_localizations: {vi: 'Vẽ lại ảnh này'},
    });
  });

  test('are registered globally if no guild is named', async () => {
    const discord = new FakeDiscord();
    const done = await registerCommands(discord, {applicationId: '1'}, {people: definitions, owners: []});
    expect(discord.requests).toMatchObject([
      {method: 'PUT', route: '/applications/1/commands', body: definitions},
    ]);
    expect(done).toMatch(/^Registered \/stylize, \/styles, .*\/stylize-forget, .*“Stylize this image”/);
    expect(done).toMatch(/ in every guild, in direct messages and for users who install the app\.$/);
  });

  test('are registered in one guild without the fields that only global commands have', async () => {
    const discord = new FakeDiscord();
    const done = await registerCommands(
      discord,
      {applicationId: '1', guildId: '2'},
      {people: definitions, owners: []},
    );
    expect(discord.requests).toMatchObject([{method: 'PUT', route: '/applications/1/guilds/2/commands'}]);
    expect(JSON.stringify(discord.requests[0]?.body)).not.toMatch(/contexts|integration_types/);
    expect(done).toMatch(/in guild 2\.$/);
  });

  test('for owners do not exist unless the configuration names some', () => {
    expect(commandDefinitions(config).owners).toEqual([]);
    expect(owned.owners.map(({name}) => name)).toEqual(['atelier']);
  });

  test('for owners are shown to administrators of a server only, and never in direct messages', () => {
    const [{default_member_permissions: needed, contexts, integration_types} = {}] = owned.owners;
    expect({needed, contexts, integration_types}).toEqual({
      needed: '0',
      contexts: [0],
      integration_types: [0],
    });
  });

  test('for owners are registered with the others, or in a server of their own', async () => {
    const [together, apart] = [new FakeDiscord(), new FakeDiscord()];
    await registerCommands(together, {applicationId: '1', guildId: '2'}, owned);
    expect(together.requests.map(({body}) => namesIn(body).includes('atelier'))).toEqual([true]);
    const done = await registerCommands(apart, {applicationId: '1', ownerGuildId: '3'}, owned);
    expect(apart.requests.map(({route}) => route)).toEqual([
      '/applications/1/commands',
      '/applications/1/guilds/3/commands',
    ]);
    expect(apart.requests.map(({body}) => namesIn(body).includes('atelier'))).toEqual([false, true]);
    expect(done).toMatch(/; \/atelier in guild 3\.$/);
  });

  test('for owners go from their own server when the configuration names none any more', async () => {
    const discord = new FakeDiscord();
    await registerCommands(
      discord,
      {applicationId: '1', ownerGuildId: '3'},
      {people: definitions, owners: []},
    );
    expect(discord.requests.at(-1)).toMatchObject({route: '/applications/1/guilds/3/commands', body: []});
  });
});

function namesIn(body: object): string[] {
  return (body as {name: string}[]).map(({name}) => name);
}
