/** What is missing from packets, or null where discord.js expects something. */
import {expect, test} from 'vitest';
import {completePacket} from '../../../src/bot/gateway/complete-packet.ts';

test.each([
  ['whose button was pressed', (message: object) => ({id: '5', message})],
  ['that was chosen', (message: object) => ({id: '5', data: {resolved: {messages: {1: message}}}})],
])('null is taken out of a message %s, and nothing else', (_, holding) => {
  const message = (nothing: object, inner: object) => ({
    id: '1',
    content: '',
    author: {id: '3', avatar: null},
    ...nothing,
    application: {name: 'x', ...inner},
    referenced_message: {id: '2', ...nothing},
    message_snapshots: [{message: {content: 'x', ...nothing}}],
  });
  const packet = {
    t: 'INTERACTION_CREATE',
    d: holding(message({thread: null, edited_timestamp: null, poll: null}, {install_params: null})),
  };
  completePacket(packet);
  expect(packet.d).toMatchObject(holding(message({}, {})));
  expect(JSON.stringify(packet.d)).not.toMatch(/"(?:thread|edited_timestamp|poll|install_params)":null/);
});

test.each<[string, Record<string, unknown>, object | undefined]>([
  ['its object', {channel: {id: '1', type: 0}}, {id: '1', type: 0}],
  ['its id alone', {channel_id: '1'}, {id: '1'}],
  [
    'an object without id',
    {channel: {type: 0, permissions: '8'}, channel_id: '1'},
    {id: '1', type: 0, permissions: '8'},
  ],
  ['the message with the component', {message: {id: '2', channel_id: '1'}}, {id: '1'}],
  ['nothing', {}, undefined],
])('the channel of an interaction is known by %s', (_what, d, channel) => {
  const packet = {t: 'INTERACTION_CREATE', d: structuredClone(d)};
  completePacket(packet);
  expect(packet.d.channel).toEqual(channel);
});

test('what an interaction says is kept', () => {
  const packet = {
    t: 'INTERACTION_CREATE',
    d: {
      locale: 'vi',
      channel: {id: '1', type: 0},
      channel_id: '1',
      attachment_size_limit: 5,
      entitlements: ['x'],
    },
  };
  const before = structuredClone(packet);
  completePacket(packet);
  expect(packet.d).toMatchObject(before.d);
});
