import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ButtonBuilder,
  ButtonStyle,
  EmbedBuilder,
} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {routeName} from '../../sandbox/rest/route.ts';
import {routes} from '../../sandbox/routes/index.ts';
import {allowances} from '../../sandbox/schema/allowances.ts';
import {type JudgedRequest, loadJudge} from '../../sandbox/schema/judge.ts';
import {callApi, expectClean, onPaint, sandboxAlone, sandboxWithBot} from './bot.ts';

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
    expect(judge.judgeRequest(edit, {body: {content: 'x'.repeat(2001)}})).toMatchObject([
      {path: ['content']},
    ]);
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

describe('what the document does not list', () => {
  const edit = 'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original';
  const callback = 'POST /interactions/{interaction_id}/{interaction_token}/callback';
  const button = {type: 2, style: 1, label: 'Go', custom_id: 'go'};
  test.each<[string, string, JudgedRequest, string[]]>([
    ['a property', edit, {body: {content: 'x', colour: 1}}, ['colour']],
    ['a property in an embed', edit, {body: {embeds: [{title: 'x', colour: 1}]}}, ['embeds.0.colour']],
    [
      'a property of a button in a row',
      edit,
      {body: row(button, {...button, color: 1})},
      ['components.0.components.1.color'],
    ],
    [
      'a property of a picture in a gallery in a container',
      edit,
      {
        body: {
          components: [
            {type: 17, components: [{type: 12, items: [{media: {url: 'attachment://a.png'}, alt: 'x'}]}]},
          ],
        },
      },
      ['components.0.components.0.items.0.alt'],
    ],
    [
      'a property of a file',
      edit,
      {body: {attachments: [{id: '0', spoiler: true}]}},
      ['attachments.0.spoiler'],
    ],
    [
      'a property of an answer',
      callback,
      {body: {type: 4, data: {content: 'x', ephemeral: true}}},
      ['data.ephemeral'],
    ],
    ['a field beside the answer', callback, {body: {type: 6, message: {}}}, ['message']],
    ['a query parameter', edit, {body: {content: 'x'}, query: new URLSearchParams('wait=true')}, ['wait']],
    [
      'only what is missing in every member of a union',
      callback,
      {body: {type: 8, data: {choices: [{name: 'a', value: 'a', name_localizations: {vi: 'b'}}]}}},
      [],
    ],
    ['nothing that it does list', edit, {body: {...row(button), flags: 0}, query: new URLSearchParams()}, []],
  ])('is found: %s', async (_what, route, request, places) => {
    const judge = await loadJudge([route]);
    expect(judge.judgeRequest(route, request)).toEqual([]);
    expect(judge.unlistedInRequest(route, request).map(({path}) => path.join('.'))).toEqual(places);
  });

  test('is found in the sandbox’s own answers', async () => {
    const judge = await loadJudge(['GET /users/@me']);
    const sandbox = await sandboxAlone();
    const {body} = await callApi(sandbox, 'GET', '/users/@me');
    expect(judge.judgeResponse('GET /users/@me', 200, body)).toEqual([]);
    expect(judge.judgeResponse('GET /users/@me', 200, {...(body as object), nickname: 'x'})).toMatchObject([
      {path: ['nickname'], code: 'UNLISTED'},
    ]);
  });

  test('is ignored, as on Discord, but recorded', async () => {
    const sandbox = await sandboxAlone();
    const channel = sandbox.channel('general');
    const path = `/channels/${channel.id}/messages?wait=true`;
    expect(await callApi(sandbox, 'POST', path, {content: 'x', colour: 1})).toMatchObject({status: 200});
    expect(channel.messages).toHaveLength(1);
    expect(sandbox.violations).toMatchObject([
      {
        side: 'bot',
        route: 'POST /channels/{channel_id}/messages',
        issues: [{path: ['wait']}, {path: ['colour']}],
      },
    ]);
  });

  test('is allowed only where the list of allowances says why, and each of them is still needed', async () => {
    const {sandbox, client} = await sandboxWithBot({logBodyLength: 100_000});
    const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder().setCustomId('go').setEmoji('🔁').setStyle(ButtonStyle.Primary),
    );
    const errors = await onPaint(client, async (interaction) => {
      await interaction.reply({content: 'one', components: [buttons]});
      await interaction.editReply({content: 'two', components: [buttons]});
      await interaction.followUp({content: 'three', components: [buttons]});
    });
    const call = await sandbox.user('mia').slash('paint', {image: file('a.png', new Uint8Array(8))});
    await call.waitForFollowUp();
    await client.guilds.cache.first()!.fetch();
    expect(errors).toEqual([]);
    expectClean(sandbox);
    for (const {side, routes: where, property, reason} of allowances) {
      const uses = sandbox.log
        .rest()
        .filter(({route}) => where.test(route))
        .filter(({request, response}) => (side === 'bot' ? request : response).includes(`"${property}"`));
      expect(uses, `${property}: ${reason}`).not.toEqual([]);
    }
  });
});

test.each([
  ['GET', '/channels/undefined/messages', {channel_id: {_errors: [{code: 'NUMBER_TYPE_COERCE'}]}}],
  ['GET', '/channels/{channel}/messages?limit=many', {limit: {_errors: [{code: 'NUMBER_TYPE_COERCE'}]}}],
  ['GET', '/channels/{channel}/messages?after=yesterday', {after: {_errors: [{code: 'NUMBER_TYPE_COERCE'}]}}],
])('parameters of another kind are refused: %s %s', async (method, path, errors) => {
  const sandbox = await sandboxAlone();
  const full = path.replace('{channel}', sandbox.channel('general').id);
  expect(await callApi(sandbox, method, full)).toMatchObject({status: 400, body: {code: 50035, errors}});
  expect(sandbox.violations).toMatchObject([{side: 'bot'}]);
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
