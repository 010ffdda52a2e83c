import {describe, expect, test, vi} from 'vitest';
import {sureCallbacks} from '../../src/bot/sure-callbacks.ts';

const callback = 'http://discord/api/v10/interactions/42/token/callback?with_response=true';
const original = 'http://discord/api/v10/webhooks/app/token/messages/@original';
const init = {method: 'POST', body: JSON.stringify({type: 5}), headers: {'User-Agent': 'bot'}};
const reset = Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET'});

const answer = (status: number, body?: unknown) => Response.json(body ?? {}, {status});
const refused = (code: number, status = 400) => answer(status, {code, message: 'no'});

/** A transport that answers in this order; an error breaks the connection. */
function transport(...answers: (Response | Error)[]) {
  const asked: string[] = [];
  const onDoubt = vi.fn();
  const send = sureCallbacks(
    async (url, {method}) => {
      asked.push(`${method} ${url}`);
      const next = answers.shift();
      if (!next) throw new Error('asked too often');
      if (next instanceof Error) throw next;
      return next;
    },
    {applicationId: 'app', onDoubt, pausesMs: [0, 0, 0, 0]},
  );
  return {send, asked, onDoubt};
}

describe('an answer to an interaction', () => {
  test('that Discord takes is sent once', async () => {
    const {send, asked, onDoubt} = transport(answer(200, {resource: {message: {id: '1'}}}));
    expect(await (await send(callback, init)).json()).toEqual({resource: {message: {id: '1'}}});
    expect(asked).toEqual([`POST ${callback}`]);
    expect(onDoubt).not.toHaveBeenCalled();
  });

  test('lost on its way back is a success once Discord says that it has it, and its message is fetched', async () => {
    const {send, asked} = transport(reset, refused(40060), answer(200, {id: '1'}));
    const settled = await send(callback, init);
    expect(settled.status).toBe(200);
    expect(await settled.json()).toEqual({interaction: {id: '42'}, resource: {message: {id: '1'}}});
    expect(asked).toEqual([`POST ${callback}`, `POST ${callback}`, `GET ${original}`]);
  });

  test.each([
    ['without a wanted message', callback.replace('true', 'false'), answer(200, {id: '1'})],
    ['with a form, which has no message', callback.replace('true', 'false'), refused(10008, 404)],
  ])('%s is settled without one', async (_name, url, found) => {
    const {send} = transport(reset, refused(40060), found);
    expect((await send(url, init)).status).toBe(204);
  });

  test('whose message was deleted at once is settled without it', async () => {
    const {send} = transport(reset, refused(40060), refused(10008, 404));
    expect(await (await send(callback, init)).json()).toEqual({interaction: {id: '42'}});
  });

  test.each([
    ['a broken connection', reset],
    ['500', answer(500)],
    ['a body that breaks off', brokenBody()],
  ])('is sent again after %s', async (_name, trouble) => {
    const {send, asked, onDoubt} = transport(trouble, answer(200, {resource: null}));
    expect((await send(callback, init)).status).toBe(200);
    expect(asked).toHaveLength(2);
    expect(onDoubt).toHaveBeenCalledOnce();
  });

  test('that never arrived stays “unknown interaction” when it is too late', async () => {
    const {send} = transport(reset, refused(10062, 404), refused(10015, 404));
    expect(await (await send(callback, init)).json()).toMatchObject({code: 10062});
  });

  test('called unknown although its reply stands there is a success', async () => {
    const {send} = transport(reset, refused(10062, 404), answer(200, {id: '1'}));
    expect(await (await send(callback, init)).json()).toMatchObject({resource: {message: {id: '1'}}});
  });

  test('that somebody else gave stays 40060', async () => {
    const {send, asked} = transport(refused(40060));
    expect(await (await send(callback, init)).json()).toMatchObject({code: 40060});
    expect(asked).toHaveLength(1);
  });

  test('remains in doubt over a 429, which discord.js waits out and repeats', async () => {
    const {send} = transport(reset, answer(429), refused(40060), answer(200, {id: '1'}));
    expect((await send(callback, init)).status).toBe(429);
    expect(await (await send(callback, init)).json()).toMatchObject({resource: {message: {id: '1'}}});
  });

  test('fails if Discord cannot be asked for long', async () => {
    const {send, asked} = transport(reset, reset, reset, reset);
    await expect(send(callback, init)).rejects.toThrow(/could not be asked/);
    expect(asked).toHaveLength(4);
  });
});

test.each([
  ['choices for an option', callback, {...init, body: JSON.stringify({type: 8, data: {choices: []}})}],
  ['any other request', original, {...init, method: 'PATCH'}],
])('%s are left to discord.js', async (_name, url, request) => {
  const {send, asked} = transport(reset);
  await expect(send(url, request)).rejects.toBe(reset);
  expect(asked).toHaveLength(1);
});

function brokenBody(): Response {
  const body = new ReadableStream({start: (controller) => controller.error(reset)});
  return new Response(body, {status: 200});
}
