import {expect, test} from 'vitest';
import {isNeeded, sequenceOfNeedless} from '../../../src/bot/gateway/wanted-dispatches.ts';

/** As Discord orders the keys. */
const packet = (t: string, s: number, d: unknown = {id: '1'}) => JSON.stringify({t, s, op: 0, d});

test.each([
  'READY',
  'RESUMED',
  'INTERACTION_CREATE',
  'MESSAGE_REACTION_ADD',
  'MESSAGE_DELETE',
  'MESSAGE_DELETE_BULK',
])('%s is parsed', (name) => {
  expect(sequenceOfNeedless(packet(name, 7))).toBeUndefined();
  expect(isNeeded(name, packet(name, 7))).toBe(true);
});

test.each(['MESSAGE_UPDATE', 'TYPING_START', 'GUILD_CREATE', 'SOMETHING_NEW'])(
  '%s is not parsed, but counted',
  (name) => {
    expect(sequenceOfNeedless(packet(name, 2_345_678))).toBe(2_345_678);
    expect(isNeeded(name, packet(name, 1))).toBe(false);
  },
);

const inServer = {guild_id: '1', content: 'a word', mentions: [], attachments: []};

test.each([
  ['in a direct message', {content: 'a word', mentions: []}, true],
  [
    'forwarded to a direct message',
    {message_reference: {guild_id: '1'}, message_snapshots: [{}], mentions: []},
    true,
  ],
  ['that mentions somebody', {...inServer, mentions: [{id: '2'}]}, true],
  [
    'that mentions somebody in answer to one that does not',
    {...inServer, referenced_message: {mentions: []}, mentions: [{id: '2'}]},
    true,
  ],
  ['in a server', inServer, false],
  ['that only writes of mentions', {...inServer, content: '"mentions":[{"id":"2"}]'}, false],
])('a message %s is parsed: %s', (_, data, isParsed) => {
  expect(sequenceOfNeedless(packet('MESSAGE_CREATE', 5, data))).toBe(isParsed ? undefined : 5);
});

test.each([
  ['hello', {t: null, s: null, op: 10, d: {heartbeat_interval: 41_250}}],
  ['a heartbeat’s answer', {t: null, s: null, op: 11, d: null}],
  ['an invalid session', {t: null, s: null, op: 9, d: false}],
  ['keys in another order', {op: 0, s: 3, t: 'MESSAGE_UPDATE', d: {}}],
  ['data before the name', {d: {t: 'MESSAGE_CREATE', s: 3, op: 0}, t: 'INTERACTION_CREATE', s: 4, op: 0}],
  ['no sequence number', {t: 'MESSAGE_UPDATE', s: null, op: 0, d: {}}],
])('%s is left to the parser', (_, value) => {
  expect(sequenceOfNeedless(JSON.stringify(value))).toBeUndefined();
});

test('what people write cannot pass for the beginning of a packet', () => {
  const content = '{"t":"MESSAGE_CREATE","s":9,"op":0,"d":{}}';
  expect(sequenceOfNeedless(packet('INTERACTION_CREATE', 8, {content}))).toBeUndefined();
  expect(sequenceOfNeedless(packet('MESSAGE_UPDATE', 8, {content: '"t":"READY"'}))).toBe(8);
});

test.each(['constructor', 'toString', '__proto__'])('a dispatch named %s is not needed', (name) => {
  expect(isNeeded(name, '')).toBe(false);
});
