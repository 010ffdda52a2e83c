/** discord.js' own computation, from its cache, is the oracle. */
import {
  type Client,
  Client as DiscordClient,
  Events,
  GatewayIntentBits,
  type GuildChannel,
  REST,
} from 'discord.js';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type PermissionName, type Sandbox, type ScriptedUser, startSandbox} from '../../../sandbox/index.ts';
import {permissionsIn, threadParent} from '../../../src/commands/access/channel-permissions.ts';

let sandbox: Sandbox;
let client: Client<true>;
let rest: REST;
let people: ScriptedUser[];
beforeAll(async () => {
  sandbox = await startSandbox({guilds: [{name: 'Studio', channels: ['general', 'closed', 'odd']}]});
  people = [
    sandbox.user('plain'),
    sandbox.user('moderator', {permissions: ['ManageMessages']}),
    sandbox.user('admin', {permissions: ['Administrator']}),
  ];
  const guild = [...sandbox.services.world.guilds.values()][0]!;
  const role = [...guild.members.get(people[1]!.id)!.roleIds][0]!;
  const set = (
    channel: string,
    id: string,
    kind: 'role' | 'member',
    change: {allow?: PermissionName[]; deny?: PermissionName[]},
  ) => sandbox.services.world.setOverwrite(guildChannel(channel), {id, kind}, change);
  set('closed', guild.id, 'role', {deny: ['ViewChannel', 'SendMessages', 'ManageMessages']});
  set('closed', role, 'role', {allow: ['ViewChannel']});
  set('closed', sandbox.services.world.bot.id, 'member', {allow: ['ViewChannel']});
  set('odd', guild.id, 'role', {allow: ['ManageMessages'], deny: ['AddReactions']});
  set('odd', role, 'role', {deny: ['ManageMessages']});
  set('odd', people[0]!.id, 'member', {deny: ['ManageMessages', 'AttachFiles'], allow: ['AddReactions']});
  client = new DiscordClient({intents: [GatewayIntentBits.Guilds], rest: {api: sandbox.apiUrl}});
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.botToken);
  await ready;
  rest = new REST({api: sandbox.apiUrl}).setToken(sandbox.botToken);
});
afterAll(async () => {
  await client.destroy();
  await sandbox.close();
});

function guildChannel(name: string) {
  const {record} = sandbox.channel(name);
  if (record.kind !== 'guild') throw new TypeError('expected a channel of a guild');
  return record;
}

test.each(['general', 'closed', 'odd'])('in #%s everybody may do what discord.js says', async (name) => {
  const {id} = sandbox.channel(name);
  const known = (await client.channels.fetch(id)) as GuildChannel;
  const {owner} = {owner: await known.guild.members.fetch(known.guild.ownerId)};
  const members = await Promise.all(people.map((person) => known.guild.members.fetch(person.id)));
  const seen = new Set<string>();
  for (const member of [...members, owner]) {
    const roleIds = [...member.roles.cache.keys()].filter((role) => role !== known.guild.id);
    const {permissions} = await permissionsIn(rest, id, {userId: member.id, roleIds});
    const expected = known.permissionsFor(member);
    expect(permissions.bitfield, `${member.user.username} in #${name}`).toBe(expected.bitfield);
    seen.add(String(expected.bitfield));
  }
  expect(seen.size).toBeGreaterThan(2);
});

test('a thread has its parent’s permissions, and names it', async () => {
  const thread = sandbox.openThread(sandbox.channel('odd'), 'thread');
  const member = {userId: people[0]!.id, roleIds: []};
  const inThread = await permissionsIn(rest, thread.id, member);
  const inParent = await permissionsIn(rest, sandbox.channel('odd').id, member);
  expect(inThread.permissions.bitfield).toBe(inParent.permissions.bitfield);
  expect(inThread.parentId).toBe(sandbox.channel('odd').id);
  expect(inParent).not.toHaveProperty('parentId');
});

test('a channel that the bot may not see is refused', async () => {
  sandbox.services.world.setOverwrite(
    guildChannel('general'),
    {id: sandbox.services.world.bot.id, kind: 'member'},
    {deny: ['ViewChannel']},
  );
  const asked = permissionsIn(rest, sandbox.channel('general').id, {userId: '1', roleIds: []});
  await expect(asked).rejects.toMatchObject({code: 50001});
});

test.each([
  ['a thread', {type: 11, parent_id: '5'}, '5'],
  ['a private thread', {type: 12, parent_id: '5'}, '5'],
  ['a channel in a category', {type: 0, parent_id: '5'}, undefined],
  ['a partial channel', {id: '1'}, undefined],
  ['no channel', undefined, undefined],
])('%s has the right parent', (_, channel, parent) => {
  expect(threadParent(channel)).toBe(parent);
});
