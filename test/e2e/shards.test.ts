/**
 * Four shards and three thousand servers: whatever shard a server is on, people there notice nothing of it. The render
 * process only pretends to paint, because nothing here depends on it.
 */
import {GatewayCloseCodes, GatewayOpcodes} from 'discord-api-types/v10';
import {expect} from 'vitest';
import {heldSeeds} from '../../bench/soak/fate.ts';
import {letGo} from '../../bench/soak/held.ts';
import type {ChannelHandle} from '../../sandbox/index.ts';
import {namesIn, queries, seriesIn, valueIn} from '../fixtures/dashboard.ts';
import {freePort} from '../fixtures/free-port.ts';
import {finished, painting, patiently, quick as quickly, type Studio, studioTest, textOf} from './harness.ts';

/** A seed with which the fast renderer succeeds. */
const quick = {...quickly, seed: 1};
const count = 3_000;
const shards = 4;
const port = await freePort();
const test = studioTest(
  {HEALTH_PORT: String(port)},
  {
    heartbeatIntervalMs: 4_000,
    guilds: Array.from({length: count}, (_, index) => ({
      name: `server-${index}`,
      channels: [`room-${index}`],
    })),
    recommendedShards: shards,
    maxConcurrency: shards,
    identifyWindowMs: 0,
  },
  [new URL('../../bench/soak/use-fast-renderer.ts', import.meta.url)],
);

/** A channel of a server on this shard. */
function roomOn({sandbox}: Studio, shard: number): ChannelHandle {
  const guilds = [...sandbox.services.world.guilds.values()];
  const index = guilds.findIndex(({id}) => Number((BigInt(id) >> 22n) % BigInt(shards)) === shard);
  return sandbox.channel(`room-${index}`);
}

const said = ({bot}: Studio, msg: string) => bot.lines.filter(({fields}) => fields.msg === msg);

test('the bot is ready when all shards are, and has been told of every server', ({studio}) => {
  const [line] = said(studio, 'ready');
  expect(line?.fields).toMatchObject({shards, guilds: count});
  expect(said(studio, 'gateway reconnecting')).toEqual([]);
});

test('commands, buttons and reactions work on every shard, direct messages too', async ({studio, mia}) => {
  const rooms = [0, 1, 2, 3].map((shard) => roomOn(studio, shard));
  const places = [...rooms.map((channel) => ({channel})), {dm: true}];
  const messages = await Promise.all(
    places.map(async (place) => finished(await studio.order(mia, quick, place))),
  );
  const again = await mia.click(messages[3]!, {emoji: '➕'}).response;
  mia.react(messages[2]!, '➕');
  mia.react(messages[4]!, '➖');
  const more = await rooms[2]!.waitForMessage(() => true, {after: messages[2]!, ...patiently});
  const less = await mia.dm.waitForMessage(() => true, {after: messages[4]!, ...patiently});
  expect(textOf(await finished(more))).toContain('strength: 1 → 3');
  expect(textOf(await finished(less))).toContain('strength: 1 → 0.33');
  await finished(again);
});

const look = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
const metrics = async () => (await look('/metrics')).text();

test('metrics tell of the pictures, their messages and every shard, and name nobody', async () => {
  await expect
    .poll(async () => valueIn(await metrics(), `atelier_gateway_ping_seconds{shard="${shards - 1}"}`), {
      timeout: 30_000,
      interval: 1_100,
    })
    .toBeGreaterThan(0);
  const text = await metrics();
  expect(valueIn(text, 'atelier_jobs_total{end="done"}')).toBe(8);
  expect(valueIn(text, 'atelier_jobs_total{end="failed"}')).toBe(0);
  expect(valueIn(text, 'atelier_queue_wait_seconds_count')).toBe(8);
  expect(text).toMatch(/^atelier_painting_seconds_count\{quality="draft",device="\w+"\} 8$/m);
  for (const kind of ['answer', 'edit'])
    expect(valueIn(text, `atelier_discord_requests_total{kind="${kind}",status="2xx"}`)).toBeGreaterThan(5);
  for (let shard = 0; shard < shards; shard += 1)
    expect(valueIn(text, `atelier_gateway_up{shard="${shard}"}`)).toBe(1);
  expect(valueIn(text, 'atelier_database_bytes')).toBeGreaterThan(0);
  expect(text).not.toMatch(/"\d{15,}"/);
  const known = seriesIn(text);
  const shown = queries
    .flatMap((query) => namesIn(query).series)
    .filter((name) => !name.includes('_worker_'));
  expect(shown.filter((name) => !known.includes(name))).toEqual([]);
  expect((await look('/readyz')).status).toBe(200);
});

test('a closing of one shard, resumable or not, is not noticed on it nor on the others', async ({
  studio,
  mia,
}) => {
  const {sandbox} = studio;
  const [one, two, three] = [1, 2, 3].map((shard) => ({channel: roomOn(studio, shard)}));
  const message = await finished(await studio.order(mia, quick, one));
  sandbox.gateway.drop({resumable: true, shard: 1});
  mia.react(message, '➖');
  sandbox.gateway.drop({resumable: false, shard: 2});
  await finished(await studio.order(mia, quick, three));
  const less = await one!.channel.waitForMessage(() => true, {after: message, ...patiently});
  await finished(less);
  await expect.poll(() => sandbox.gateway.connected, {timeout: 20_000}).toBe(shards);
  await finished(await studio.order(mia, quick, two));
  const shardsNamed = said(studio, 'gateway reconnecting').map(({fields}) => fields.shard);
  expect(shardsNamed.toSorted()).toEqual([1, 2]);
  const identifies = sandbox.log
    .gateway()
    .filter(({direction, op}) => direction === 'received' && op === GatewayOpcodes.Identify);
  expect(identifies).toHaveLength(shards + 1);
});

test('after a kill, pictures of every shard go on, also of one that Discord lets in late', async ({
  studio,
  mia,
  noa,
}) => {
  const [first, last] = [roomOn(studio, 0), roomOn(studio, 3)];
  const held = {...quick, seed: heldSeeds.done};
  const running = await painting(await studio.order(mia, held, {channel: first}));
  const waiting = await studio.order(noa, quick, {channel: last});
  await waiting.waitFor(({content}) => content !== '', patiently);
  studio.sandbox.gateway.refuse(Array(3).fill(GatewayCloseCodes.UnknownError), {shard: 3});
  const {id} = studio.jobOf(running);
  await studio.restart('kill');
  await letGo(studio.dataDir, id);
  await Promise.all([finished(running), finished(waiting)]);
  expect(said(studio, 'ready')[0]?.fields).toMatchObject({guilds: count});
});

test('a shard that is closed for good is named with what to do; the others go on', async ({studio, mia}) => {
  studio.sandbox.gateway.closeWith(GatewayCloseCodes.ShardingRequired, {shard: 2});
  const line = await studio.bot.waitForLine(({fields}) => fields.msg.includes('(4011)'));
  expect(line.fields.msg).toMatch(/^Shard 2 of 4: .*SHARDS=auto/);
  await finished(await studio.order(mia, quick, {channel: roomOn(studio, 3)}));
  expect(studio.bot.child.exitCode).toBeNull();
  const answer = await look('/readyz');
  expect([answer.status, await answer.json()]).toMatchObject([
    503,
    {ready: false, problems: {gateway: 'shard 2 of 4 is not connected'}},
  ]);
  expect(valueIn(await metrics(), 'atelier_gateway_closings_total{shard="2"}')).toBeGreaterThan(0);
  expect((await look('/livez')).status).toBe(200);
});
