import type {ChatInputCommandInteraction} from 'discord.js';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {GivenOrder} from '../../../src/commands/stylize/given-order.ts';
import {nothingGiven} from '../../../src/commands/stylize/stylize-settings.ts';
import {createUnfinishedOrders} from '../../../src/commands/stylize/unfinished-order.ts';
import type {ErrorDetail} from '../../../src/error-details.ts';
import {AppError, type ErrorCode} from '../../../src/errors.ts';
import {type Bench, openBench, solidPng} from '../fake-services.ts';

let bench: Bench;
let logged: string[];

beforeEach(async () => {
  bench = await openBench();
  logged = [];
  bench.services.guildLog = {write: (guildId, line) => void logged.push(`${guildId} ${line}`)};
});

afterEach(() => bench.close());

async function refuse(code: ErrorCode, detail: ErrorDetail): Promise<string> {
  const gallery = {page: async () => undefined} as unknown as Parameters<typeof createUnfinishedOrders>[2];
  const {open} = createUnfinishedOrders(
    bench.services,
    (_owner, work) => work(async () => ({bytes: await solidPng(), spoiler: false})),
    gallery,
  );
  const given: GivenOrder = {
    names: ['wave', null, null],
    blend: null,
    settings: nothingGiven,
    isPrivate: false,
  };
  let said = '';
  const interaction = {
    user: {id: 'noa'},
    guildId: '7',
    locale: 'en-US',
    deferReply: async () => undefined,
    editReply: async ({content}: {content: string}) => {
      said = content;
    },
  };
  await open(interaction as unknown as ChatInputCommandInteraction, {
    given,
    photo: {url: 'https://cdn.discordapp.com/a.png', size: 1, name: 'a.png', spoiler: false},
    own: null,
    error: new AppError(code, 'not now', {detail}),
  });
  return said;
}

test.each<[ErrorCode, ErrorDetail]>([
  ['QUEUE_FULL', {reason: 'queueFull', most: 1, seconds: 60}],
  ['QUOTA', {reason: 'quotaUsed', most: 1, until: 60}],
  ['QUOTA', {reason: 'cooldown', seconds: 60, until: 60}],
  ['QUEUE_FULL', {reason: 'ownerFull', owned: 1, most: 1}],
])(
  'an order that is kept because of %s (%j) is in the moderators’ channel as refused',
  async (code, detail) => {
    expect(await refuse(code, detail)).not.toBe('');
    expect(logged).toEqual(['7 ⛔ <@noa> refused: not now']);
  },
);

test('an order that only needs an agreement is not refused', async () => {
  await refuse('BAD_OPTION', {
    reason: 'blendShares',
    option: 'blend',
    expected: 1,
    given: 2,
    received: '1:2',
  });
  expect(logged).toEqual([]);
});
