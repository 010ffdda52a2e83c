import {expect, test} from 'vitest';
import {observedRequests, type RequestNews} from '../../src/bot/observed-requests.ts';

const api = 'https://discord.com/api/v10';

async function observe(method: string, path: string, status: number | Error): Promise<RequestNews[]> {
  const news: RequestNews[] = [];
  const send = observedRequests(
    async () => {
      if (status instanceof Error) throw status;
      return new Response(null, {status}) as never;
    },
    (request) => news.push(request),
  );
  await send(`${api}${path}`, {method}).catch(() => undefined);
  return news;
}

test.each([
  ['POST', '/interactions/1/secret/callback?with_response=true', 'answer'],
  ['PATCH', '/webhooks/1/secret/messages/@original', 'edit'],
  ['PATCH', '/webhooks/1/secret/messages/22?wait=true', 'edit'],
  ['PATCH', '/channels/1/messages/2', 'edit'],
  ['POST', '/channels/1/messages', 'send'],
  ['POST', '/webhooks/1/secret', 'send'],
  ['DELETE', '/channels/1/messages/2', 'delete'],
  ['DELETE', '/webhooks/1/secret/messages/@original', 'delete'],
  ['PUT', '/channels/1/messages/2/reactions/%E2%9E%95/@me', 'react'],
  ['GET', '/channels/1/messages/2', 'read'],
  ['GET', '/gateway/bot', 'read'],
  ['POST', '/users/@me/channels', 'other'],
  ['PUT', '/applications/1/commands', 'other'],
])('%s %s counts as: %s', async (method, path, kind) => {
  expect(await observe(method, path, 200)).toEqual([{kind, status: '2xx'}]);
});

test.each([
  [204, '2xx'],
  [304, '3xx'],
  [404, '4xx'],
  [429, '429'],
  [503, '5xx'],
  [new Error('the connection broke'), 'none'],
])('%s counts as %s', async (status, name) => {
  expect(await observe('PATCH', '/channels/1/messages/2', status)).toEqual([{kind: 'edit', status: name}]);
});
