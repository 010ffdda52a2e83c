import {once} from 'node:events';
import {connect} from 'node:net';
import {describe, expect, test} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {callApi, expectClean, onPaint, sandboxAlone, sandboxWithBot} from './bot.ts';

describe('windows', () => {
  test('are described in headers, and refuse requests beyond their limit', async () => {
    const sandbox = await sandboxAlone();
    const path = `/channels/${sandbox.channel('general').id}/messages`;
    const first = await callApi(sandbox, 'POST', path, {content: '0'});
    const {headers} = first;
    expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['5', '4']);
    expect(headers.get('x-ratelimit-bucket')).toMatch(/^[0-9a-f]{32}$/);
    const resetAt = Number(headers.get('x-ratelimit-reset')) - sandbox.clock.now() / 1000;
    expect(Math.abs(resetAt - Number(headers.get('x-ratelimit-reset-after')))).toBeLessThan(0.5);
    for (let index = 1; index < 5; index += 1) await callApi(sandbox, 'POST', path, {content: `${index}`});

    const refused = await callApi(sandbox, 'POST', path, {content: '5'});
    expect(refused).toMatchObject({
      status: 429,
      body: {global: false, message: 'You are being rate limited.'},
    });
    expect(refused.headers.get('x-ratelimit-scope')).toBe('user');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    const retryAfter = Number((refused.body as {retry_after: number}).retry_after);
    expect(Math.ceil(retryAfter)).toBe(Number(refused.headers.get('retry-after')));

    sandbox.clock.advance(retryAfter * 1000);
    expect(await callApi(sandbox, 'POST', path, {content: '6'})).toMatchObject({status: 200});
    expect(sandbox.channel('general').messages).toHaveLength(6);
    expectClean(sandbox);
  });

  test('are separate for each channel', async () => {
    const sandbox = await sandboxAlone();
    const post = (name: string) =>
      callApi(sandbox, 'POST', `/channels/${sandbox.channel(name).id}/messages`, {content: 'x'});
    for (let index = 0; index < 5; index += 1) await post('general');
    expect([(await post('general')).status, (await post('gallery')).status]).toEqual([429, 200]);
  });

  test('count all routes with the bot token together', async () => {
    const sandbox = await sandboxAlone({globalRequestsPerSecond: 3});
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1)
      statuses.push((await callApi(sandbox, 'GET', '/users/@me')).status);
    const refused = await callApi(sandbox, 'GET', '/gateway/bot');
    expect([...statuses, refused.status]).toEqual([200, 200, 200, 429]);
    expect(refused).toMatchObject({body: {global: true}});
    expect(refused.headers.get('x-ratelimit-global')).toBe('true');
    const byToken = await callApi(sandbox, 'POST', `/webhooks/${sandbox.applicationId}/x`, {content: 'x'});
    expect(byToken.status).toBe(401);
  });

  test('make the client wait: a sixth edit in two seconds is late, not lost', async () => {
    const {sandbox, client} = await sandboxWithBot();
    await onPaint(client, async (interaction) => {
      await interaction.reply('0');
      await Promise.all([1, 2, 3, 4, 5, 6].map((index) => interaction.editReply(`${index}`)));
    });
    const startedAt = performance.now();
    const reply = await (await sandbox.user('mia').slash('paint', {image: file('a.png', Buffer.from('x'))}))
      .response;
    await reply.waitFor(({content}) => content === '6');
    expect(performance.now() - startedAt).toBeGreaterThan(1_800);
    expect(reply.history.map(({message}) => message.content)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(sandbox.log.rest().filter(({status}) => status === 429)).toEqual([]);
    expectClean(sandbox);
  });
});

describe('faults', () => {
  test('the client waits out a burst of 429s', async () => {
    const {sandbox, client} = await sandboxWithBot();
    sandbox.faults.rateLimit('GET /users/{user_id}', {times: 2, retryAfterMs: 10, scope: 'shared'});
    const startedAt = performance.now();
    const user = await client.users.fetch(sandbox.user('mia').id);

    expect(user.username).toBe('mia');
    expect(performance.now() - startedAt).toBeGreaterThan(1_900);
    const statuses = sandbox.log.rest().map(({route, status}) => [route, status]);
    expect(statuses.slice(-3)).toEqual([429, 429, 200].map((status) => ['GET /users/{user_id}', status]));
  });

  test('server errors, broken connections and latency hit the named routes the given number of times', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const fetchUser = () => client.users.fetch(sandbox.user('mia').id, {force: true});
    sandbox.faults.serverError('GET /users/*', {times: 1, status: 503});
    sandbox.faults.resetConnection('GET /users/*', {times: 1});
    sandbox.faults.delay('* /users/{user_id}', {times: 1, ms: 200});
    const other = await callApi(sandbox, 'GET', '/gateway');
    expect(other.status).toBe(200);

    await expect(callApi(sandbox, 'GET', `/users/${client.user.id}`)).resolves.toMatchObject({status: 503});
    await expect(callApi(sandbox, 'GET', `/users/${client.user.id}`)).rejects.toThrow('fetch failed');
    const startedAt = performance.now();
    await fetchUser();
    expect(performance.now() - startedAt).toBeGreaterThan(190);
    expect(
      sandbox.log
        .rest()
        .slice(-3)
        .map(({status}) => status),
    ).toEqual([503, 0, 200]);

    sandbox.faults.serverError('GET /users/*', {times: 100});
    sandbox.faults.clear();
    expect((await fetchUser()).username).toBe('mia');
  });

  test('a client that dies in the middle of a request counts as no violation', async () => {
    const sandbox = await sandboxAlone();
    const {hostname, port} = new URL(sandbox.apiUrl);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const path = `/api/v10/channels/${sandbox.channel('general').id}/messages`;
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bot ${sandbox.botToken}\r\nContent-Type: application/json\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n`;
    socket.write(head);
    // “100 Continue” means that the sandbox has begun to handle the request.
    await once(socket, 'data');
    socket.write('{"content": ');
    socket.destroy();
    await expect.poll(() => sandbox.log.rest().at(-1)?.status).toBe(0);
    expectClean(sandbox);
  });
});
