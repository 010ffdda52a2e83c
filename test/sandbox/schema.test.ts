import {ApplicationCommandOptionType, EmbedBuilder} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {routeName} from '../../sandbox/rest/route.ts';
import {routes} from '../../sandbox/routes/index.ts';
import {loadJudge} from '../../sandbox/schema.ts';
import {callApi, expectClean, sandboxAlone} from './bot.ts';

describe('the official schemas', () => {
  test('must exist for every route, or the sandbox does not start', async () => {
    await expect(loadJudge(routes.map(routeName))).resolves.toBeDefined();
    expect(routes.length).toBeGreaterThan(35);
    await expect(loadJudge(['GET /nowhere'])).rejects.toThrow("Discord's document has no route GET /nowhere");
  });

  test('are found by route and status', async () => {
    const edit = 'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original';
    const roles = 'GET /guilds/{guild_id}/roles';
    const judge = await loadJudge([edit, roles]);
    expect(judge.judgeRequest(edit, {content: 'x'.repeat(2001)})).toMatchObject([{path: ['content']}]);
    expect(judge.judgeResponse(edit, 200, {}).length).toBeGreaterThan(10);
    expect(judge.judgeResponse(edit, 404, {code: 10008, message: 'Unknown Message'})).toEqual([]);
    expect(judge.judgeResponse(edit, 404, {code: 'x', message: 'Unknown Message'})).toHaveLength(1);
    expect(judge.judgeResponse(roles, 200, {})).toHaveLength(1);
    expect(judge.judgeResponse(roles, 200, [])).toEqual([]);
  });
});

describe('wrong requests', () => {
  test('get the answer Discord gives, and are recorded', async () => {
    const sandbox = await sandboxAlone();
    const path = `/channels/${sandbox.channel('general').id}/messages`;
    const answer = await callApi(sandbox, 'POST', path, {content: 'x'.repeat(2001)});
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 50035,
        message: 'Invalid Form Body',
        errors: {
          content: {_errors: [{code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.'}]},
        },
      },
    });
    expect(sandbox.violations).toMatchObject([
      {side: 'bot', route: 'POST /channels/{channel_id}/messages', issues: [{path: ['content']}]},
    ]);
    expect(sandbox.channel('general').messages).toEqual([]);
  });

  const button = {type: 2, style: 1, label: 'Go', custom_id: 'go'};
  test.each<[string, unknown, string]>([
    [
      'a custom id of 101 characters',
      row({...button, custom_id: 'x'.repeat(101)}),
      'components.0.components.0.custom_id',
    ],
    ['two buttons with one custom id', row(button, button), 'components.0.components.1.custom_id'],
    [
      'a button without a label or emoji',
      row({type: 2, style: 1, custom_id: 'go'}),
      'components.0.components.0.label',
    ],
    ['a button without an id', row({type: 2, style: 1, label: 'x'}), 'components.0.components.0.custom_id'],
    ['a button with an unknown style', row({...button, style: 9}), 'components.0.components.0.style'],
    [
      'six buttons in a row',
      row(...[1, 2, 3, 4, 5, 6].map((n) => ({...button, custom_id: `${n}`}))),
      'components.0.components',
    ],
    ['a title of 257 characters', {embeds: [{title: 'x'.repeat(257)}]}, 'embeds.0.title'],
    ['a number as content', {content: 5}, 'content'],
    ['an attachment that does not exist', {content: 'x', attachments: [{id: '12345'}]}, 'attachments.0.id'],
    [
      'text beside components of the second generation',
      {content: 'x', flags: 1 << 15, components: [{type: 10, content: 'y'}]},
      'content',
    ],
  ])('%s is refused, and its place is named', async (_what, body, place) => {
    const sandbox = await sandboxAlone();
    const channel = sandbox.channel('general');
    const created = await callApi(sandbox, 'POST', `/channels/${channel.id}/messages`, {content: 'first'});
    const {id} = created.body as {id: string};
    const answer = await callApi(sandbox, 'PATCH', `/channels/${channel.id}/messages/${id}`, body);
    expect(answer).toMatchObject({status: 400, body: {code: 50035}});
    expect(
      place.split('.').reduce((node, key) => node?.[key], (answer.body as ErrorAnswer).errors),
    ).toBeDefined();
    expect(channel.messages[0]?.current.content).toBe('first');
  });

  test('embeds that are too long in total are refused', async () => {
    const sandbox = await sandboxAlone();
    const embed = new EmbedBuilder().setDescription('x'.repeat(3001)).toJSON();
    const path = `/channels/${sandbox.channel('general').id}/messages`;
    const answer = await callApi(sandbox, 'POST', path, {embeds: [embed, embed]});
    expect(answer).toMatchObject({
      status: 400,
      body: {errors: {embeds: {_errors: [{code: 'MAX_EMBED_SIZE_EXCEEDED'}]}}},
    });
  });

  test.each<[string, unknown, number, number]>([
    ['nothing at all', {}, 400, 50006],
    ['broken JSON', '{"content":', 400, 50109],
    ['polls, which the sandbox does not have', {content: 'x', poll: poll()}, 400, 50035],
  ])('%s is refused', async (_what, body, status, code) => {
    const sandbox = await sandboxAlone();
    const path = `/channels/${sandbox.channel('general').id}/messages`;
    expect(await callApi(sandbox, 'POST', path, body)).toMatchObject({status, body: {code}});
  });

  test('commands are checked for rules that the schema cannot state', async () => {
    const sandbox = await sandboxAlone();
    const path = `/applications/${sandbox.applicationId}/commands`;
    const option = {type: ApplicationCommandOptionType.String, name: 'a', description: 'x'};
    const put = (...commands: object[]) => {
      sandbox.clock.advance(20_000);
      return callApi(sandbox, 'PUT', path, commands);
    };
    const paint = {name: 'paint', description: 'x'};
    expect(await put(paint, paint)).toMatchObject({body: {errors: {1: {name: {}}}}});
    expect(await put({...paint, name: 'Paint'})).toMatchObject({body: {errors: {0: {name: {}}}}});
    expect(await put({...paint, description: ''})).toMatchObject({body: {errors: {0: {description: {}}}}});
    const late = {...option, name: 'b', required: true};
    expect(await put({...paint, options: [option, late]})).toMatchObject({
      body: {errors: {0: {options: {1: {}}}}},
    });
    const long = Array.from({length: 25}, (_, index) => ({
      ...option,
      name: `o${index}`,
      choices: Array.from({length: 10}, (__, n) => ({name: `${n}`.repeat(20), value: `${n}`.repeat(20)})),
    }));
    expect(await put({...paint, options: long})).toMatchObject({
      body: {errors: {0: {_errors: [{code: 'APPLICATION_COMMAND_TOO_LARGE'}]}}},
    });
    expect(await put({...paint, options: [option]})).toMatchObject({
      status: 200,
      body: [{name: 'paint', type: 1}],
    });
    expect(sandbox.violations.every(({side}) => side === 'bot')).toBe(true);
  });
});

test('routes the sandbox does not have get a 404 and are listed', async () => {
  const sandbox = await sandboxAlone();
  expect(await callApi(sandbox, 'GET', '/stickers/1')).toMatchObject({status: 404, body: {code: 0}});
  expect(sandbox.unknownRoutes).toEqual(['GET /stickers/1']);
  expect(sandbox.log.entries).toContainEqual(
    expect.objectContaining({kind: 'note', text: 'the sandbox has no route GET /stickers/1'}),
  );
});

test('a wrong token, a wrong version or a missing thing is refused', async () => {
  const sandbox = await sandboxAlone();
  const wrong = await callApi(sandbox, 'GET', '/users/@me', undefined, {authorization: 'Bot guessed'});
  expect(wrong).toMatchObject({status: 401, body: {code: 0}});
  const old = await fetch(`${sandbox.apiUrl}/v6/gateway`);
  expect([old.status, await old.json()]).toMatchObject([400, {code: 50041}]);
  expect(await callApi(sandbox, 'GET', '/channels/1')).toMatchObject({status: 404, body: {code: 10003}});
  expect(await callApi(sandbox, 'GET', '/guilds/1')).toMatchObject({status: 404, body: {code: 10004}});
  expect(await callApi(sandbox, 'GET', '/users/1')).toMatchObject({status: 404, body: {code: 10013}});
  const [guildId] = sandbox.services.world.guilds.keys();
  for (const path of ['', '/channels', '/roles', `/members/${sandbox.applicationId}`]) {
    expect(await callApi(sandbox, 'GET', `/guilds/${guildId}${path}`)).toMatchObject({status: 200});
  }
  expect(await callApi(sandbox, 'GET', '/applications/@me')).toMatchObject({status: 200});
  expectClean(sandbox);
});

type ErrorTree = {[key: string]: ErrorTree} | undefined;
interface ErrorAnswer {
  errors: ErrorTree;
}

function row(...components: object[]): object {
  return {components: [{type: 1, components}]};
}

function poll(): object {
  return {question: {text: 'Which?'}, answers: [{poll_media: {text: 'This'}}], duration: 1};
}
