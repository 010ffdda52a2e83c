/** Talks to the page's server as a browser does, and as strangers would. */
import {once} from 'node:events';
import {type IncomingMessage, request} from 'node:http';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {file, type Sandbox, startSandbox} from '../../../sandbox/index.ts';
import type {PageEvent} from '../../../sandbox/web/protocol.ts';
import {servePage} from '../../../sandbox/web/server/page.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({botToken: 'a-very-secret-token'});
  sandbox.user('mia');
  sandbox.user('linh');
  await servePage(sandbox);
});
afterAll(() => sandbox.close());

describe('the page itself', () => {
  test('comes with its script and style, under a policy that allows nothing else', async () => {
    const answer = await fetch(sandbox.origin);
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const paths = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
    expect(paths).toHaveLength(2);
    for (const path of paths) expect((await fetch(`${sandbox.origin}${path}`)).status).toBe(200);
  });

  test('lets no attached file run as one of its pages', async () => {
    const message = await sandbox.user('mia').send('look', {
      files: [file('page.html', Buffer.from('<script>alert(1)</script>'), {contentType: 'text/html'})],
    });
    const answer = await fetch(message.current.attachments[0]?.url ?? '');
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('strangers are refused', () => {
  const port = () => new URL(sandbox.origin).port;
  const events = '/web/api/events';
  test.each<[string, string, string, () => Record<string, string>, number]>([
    ['a name made to point here', 'GET', events, () => ({host: `evil.example:${port()}`}), 403],
    ['the page under such a name', 'GET', '/', () => ({host: `evil.example:${port()}`}), 403],
    ['a name that begins like our own', 'GET', events, () => ({host: 'localhost.evil.example'}), 403],
    ['another site', 'GET', events, () => ({origin: 'https://evil.example'}), 403],
    ['another port of this machine', 'POST', '/web/api/act', () => ({origin: 'http://127.0.0.1:1'}), 403],
    ['a frame or script from another site', 'GET', events, () => ({'sec-fetch-site': 'cross-site'}), 403],
    ['a post without an origin', 'POST', '/web/api/act', () => ({}), 403],
    ['a post with origin null', 'POST', '/web/api/act', () => ({origin: 'null'}), 403],
    ['but not localhost, which is this machine', 'GET', events, () => ({host: `localhost:${port()}`}), 200],
    [
      'but not a link from elsewhere that opens the page',
      'GET',
      '/',
      () => ({'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate'}),
      200,
    ],
  ])('%s', async (_, method, path, headers, expected) => {
    expect(await statusOf(method, path, headers())).toBe(expected);
  });
});

describe('acting', () => {
  test.each<[string, unknown, number, RegExp]>([
    ['an unknown action', {do: 'sudo'}, 400, /do/],
    ['a body that is not JSON', undefined, 400, /./],
    ['an unknown channel', {do: 'type', channel: '1'}, 409, /no channel 1/],
    [
      'an unknown command',
      () => ({do: 'command', channel: general(), name: 'x', options: {}}),
      409,
      /no command "x"/,
    ],
    [
      'a file that was not sent',
      () => ({do: 'send', channel: general(), content: '', files: [{file: 0}]}),
      409,
      /file 0/,
    ],
    [
      "somebody else's direct messages",
      () => ({do: 'type', channel: sandbox.user('linh').dm.id}),
      409,
      /no channel/,
    ],
    ['a form that was never shown', {do: 'modal', interaction: '1', values: {}}, 409, /sent or closed/],
  ])('%s is refused with the reason', async (_, body, status, words) => {
    const answer = await act('mia', typeof body === 'function' ? body() : body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({error: expect.stringMatching(words)});
  });

  test('a message appears for everybody who may see it', async () => {
    const stream = await open('linh');
    await act('mia', {do: 'send', channel: general(), content: 'hello', files: []});
    const event = await stream.next('message');
    expect(event.message.message).toMatchObject({content: 'hello', author: {username: 'mia'}});
    stream.close();
  });

  test('only the viewer sees their own reaction marked as theirs', async () => {
    const message = await sandbox.user('mia').send('react to me');
    const [mia, linh] = [await open('mia'), await open('linh')];
    await act('linh', {do: 'react', channel: general(), message: message.id, emoji: '🔥'});
    expect((await mia.next('message')).message).toMatchObject({
      message: {reactions: [{me: false}]},
      reactors: [['Linh']],
    });
    expect((await linh.next('message')).message.message.reactions?.[0]?.me).toBe(true);
    mia.close();
    linh.close();
  });
});

describe('the stream of a viewer', () => {
  test('begins with everything they may see and nothing else', async () => {
    await sandbox.user('linh').send('for the bot only', {dm: true});
    const {snapshot} = await (await open('mia')).next('snapshot');
    expect(snapshot.guilds[0]?.channels.map(({name}) => name)).toEqual(['general', 'gallery']);
    expect(snapshot.people.filter(({playable}) => playable).map(({name}) => name)).toEqual(['Mia', 'Linh']);
    expect(JSON.stringify(snapshot)).not.toContain('for the bot only');
  });

  test('never contains a token', async () => {
    const stream = await open('mia');
    await fetch(`${sandbox.apiUrl}/v10/users/@me`, {headers: {authorization: `Bot ${sandbox.botToken}`}});
    await stream.next('traffic', ({entries}) => JSON.stringify(entries).includes('/users/@me'));
    expect(stream.received).not.toContain(sandbox.botToken);
    stream.close();
  });

  test('is updated when a channel is closed to them', async () => {
    const stream = await open('mia');
    await stream.next('snapshot');
    sandbox.channel('gallery').setPermissions('everyone', {deny: ['ViewChannel']});
    const {snapshot} = await stream.next(
      'snapshot',
      ({snapshot}) => snapshot.guilds[0]?.channels.length === 1,
    );
    expect(Object.keys(snapshot.messages)).not.toContain(sandbox.channel('gallery').id);
    sandbox.channel('gallery').setPermissions('everyone', {});
    stream.close();
  });
});

function general(): string {
  return sandbox.channel('general').id;
}

function act(user: string, body: unknown): Promise<Response> {
  return fetch(`${sandbox.origin}/web/api/act?as=${sandbox.user(user).id}`, {
    method: 'POST',
    headers: {origin: sandbox.origin, 'content-type': 'application/json'},
    body: body === undefined ? '{' : JSON.stringify(body),
  });
}

/** Sends a request without `fetch`, because `fetch` sets some of these headers itself. */
async function statusOf(method: string, path: string, headers: Record<string, string>): Promise<number> {
  const call = request(sandbox.origin, {method, path, headers}).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  answer.destroy();
  return answer.statusCode ?? 0;
}

interface OpenStream {
  received: string;
  /** The next event of that type that fits. */
  next<T extends PageEvent['type']>(
    type: T,
    fits?: (event: Extract<PageEvent, {type: T}>) => boolean,
  ): Promise<Extract<PageEvent, {type: T}>>;
  close(): void;
}

async function open(user: string): Promise<OpenStream> {
  const abort = new AbortController();
  const url = `${sandbox.origin}/web/api/events?as=${sandbox.user(user).id}`;
  const {body} = await fetch(url, {signal: abort.signal});
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  const waiting: PageEvent[] = [];
  let rest = '';
  const stream: OpenStream = {
    received: '',
    async next(type, fits = () => true) {
      type Wanted = Extract<PageEvent, {type: typeof type}>;
      for (;;) {
        for (let event = waiting.shift(); event; event = waiting.shift()) {
          if (event.type === type && fits(event as Wanted)) return event as Wanted;
        }
        const {value = ''} = await reader.read();
        stream.received += value;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) if (block.startsWith('data: ')) waiting.push(JSON.parse(block.slice(6)));
      }
    },
    close: () => abort.abort(),
  };
  return stream;
}
