import {describe, expect, test} from 'vitest';
import {loadJudge} from '../../sandbox/schema.ts';
import {registerCommands} from '../../src/bot/register.ts';
import {stylizeDefinition} from '../../src/commands/stylize.ts';
import {FakeDiscord} from '../commands/fake-discord.ts';

const definition = stylizeDefinition({maxSize: 1024, defaultSize: 512, defaultQuality: 'standard'});

describe('the registered commands', () => {
  test('are what Discord’s official schema asks for', async () => {
    const route = 'PUT /applications/{application_id}/commands';
    const judge = await loadJudge([route]);
    expect(judge.judgeRequest(route, [definition])).toEqual([]);
    expect(judge.judgeRequest(route, [{...definition, description: 'x'.repeat(101)}])).not.toEqual([]);
  });

  test('offer a photo first, then the options', () => {
    expect(definition.options?.map(({name}) => name)).toEqual([
      'image',
      'style',
      'style_image',
      'strength',
      'size',
      'quality',
      'colors',
      'seed',
    ]);
    expect(definition.options?.[0]).toMatchObject({required: true, file_types: ['image']});
    expect(definition.options?.find(({name}) => name === 'size')).toMatchObject({
      min_value: 128,
      max_value: 1024,
    });
  });

  test('go everywhere without a guild', async () => {
    const discord = new FakeDiscord();
    const done = await registerCommands(discord, {applicationId: '1'}, [definition]);
    expect(discord.requests).toMatchObject([
      {method: 'PUT', route: '/applications/1/commands', body: [definition]},
    ]);
    expect(done).toBe('Registered /stylize in every guild and in direct messages.');
  });

  test('go to one guild without contexts, which only global commands have', async () => {
    const discord = new FakeDiscord();
    const done = await registerCommands(discord, {applicationId: '1', guildId: '2'}, [definition]);
    expect(discord.requests).toMatchObject([{method: 'PUT', route: '/applications/1/guilds/2/commands'}]);
    expect(JSON.stringify(discord.requests[0]?.body)).not.toContain('contexts');
    expect(done).toBe('Registered /stylize in guild 2.');
  });
});
