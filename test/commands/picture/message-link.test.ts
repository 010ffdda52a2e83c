import {expect, test} from 'vitest';
import {linkTo} from '../../../src/commands/picture/message-link.ts';

const place = {guildId: '1', channelId: '2', replyKey: '3', ephemeral: false};

test.each([
  ['in a server', place, 'https://discord.com/channels/1/2/3'],
  ['in direct messages', {...place, guildId: undefined}, 'https://discord.com/channels/@me/2/3'],
])('a message %s has a link', (_what, there, link) => {
  expect(linkTo(there as typeof place)).toBe(link);
});

test.each<[string, Partial<typeof place> | {replyKey: undefined}]>([
  ['whose channel is not known', {channelId: ''}],
  ['whose id is not known', {replyKey: undefined}],
  ['that only one person sees', {ephemeral: true}],
])('a message %s has none', (_what, change) => {
  expect(linkTo({...place, ...change} as typeof place)).toBeUndefined();
});
