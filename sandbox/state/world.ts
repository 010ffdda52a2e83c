/** Guilds, channels, people and commands: everything that is not a message. Changes are announced on the event hub. */
import {ChannelType, Locale} from 'discord-api-types/v10';
import type {Clock} from '../clock.ts';
import type {EventHub} from '../events.ts';
import {everyonePermissions, type PermissionName, permissionBits} from '../permissions.ts';
import type {SnowflakeSource} from '../snowflake.ts';
import type {
  ChannelRecord,
  CommandRecord,
  DmChannelRecord,
  GroupChannelRecord,
  GuildChannelRecord,
  GuildChannelType,
  GuildRecord,
  ThreadRecord,
  ThreadType,
  UserRecord,
} from './model.ts';

export interface GuildOptions {
  name: string;
  /** Its channels. A name alone means a text channel. */
  channels: readonly (string | {name: string; type: Exclude<GuildChannelType, ThreadType>})[];
  /** Largest file anybody may post there, bytes. Default 10 MiB; boosted guilds have 50 or 100 MiB. */
  attachmentSizeLimit?: number;
  /** False: the bot was never invited, so only user-installed commands exist. Default true. */
  hasBot?: boolean;
}

export interface ThreadOptions {
  private?: boolean;
  /** The bot does not hear of it from the gateway. */
  hidden?: boolean;
}

export const defaultAttachmentSizeLimit = 10 * 1024 * 1024;

export class World {
  readonly bot: UserRecord;
  readonly guilds = new Map<string, GuildRecord>();
  readonly users = new Map<string, UserRecord>();
  readonly commands = new Map<string, CommandRecord>();
  readonly #channels = new Map<string, ChannelRecord>();
  readonly #clock: Clock;
  readonly #ids: SnowflakeSource;
  readonly #events: EventHub;

  constructor(
    parts: {clock: Clock; ids: SnowflakeSource; events: EventHub},
    bot: {id?: string; name: string},
  ) {
    this.#clock = parts.clock;
    this.#ids = parts.ids;
    this.#events = parts.events;
    this.bot = {
      id: bot.id ?? this.#ids.next(),
      username: bot.name.toLowerCase(),
      globalName: bot.name,
      bot: true,
      locale: Locale.EnglishUS,
      acceptsDirectMessages: false,
    };
    this.users.set(this.bot.id, this.bot);
  }

  /** The bot user and its application share one id. */
  get applicationId(): string {
    return this.bot.id;
  }

  createGuild(options: GuildOptions): GuildRecord {
    const id = this.#ids.earlier();
    const owner = this.#addUser(`${options.name.toLowerCase().replaceAll(' ', '-')}-owner`, Locale.EnglishUS);
    const guild: GuildRecord = {
      id,
      name: options.name,
      ownerId: owner.id,
      locale: Locale.EnglishUS,
      attachmentSizeLimit: options.attachmentSizeLimit ?? defaultAttachmentSizeLimit,
      roles: new Map([[id, {id, name: '@everyone', permissions: everyonePermissions, position: 0}]]),
      members: new Map(),
      channels: new Map(),
    };
    this.guilds.set(id, guild);
    for (const [position, channel] of options.channels.entries()) {
      const {name, type} =
        typeof channel === 'string' ? {name: channel, type: ChannelType.GuildText as const} : channel;
      this.#addChannel(guild, {name, type, position});
    }
    this.#join(guild, owner, []);
    if (options.hasBot ?? true) this.#join(guild, this.bot, []);
    return guild;
  }

  /** Adds a person to every guild. A role of their own grants `permissions`, on top of everyone's. */
  addMember(
    username: string,
    options: {locale: UserRecord['locale']; permissions: readonly PermissionName[]},
  ) {
    const user = this.#addUser(username, options.locale);
    for (const guild of this.guilds.values()) this.#join(guild, user, options.permissions);
    return user;
  }

  channel(id: string): ChannelRecord | undefined {
    return this.#channels.get(id);
  }

  /** Every channel, including direct messages. */
  channels(): ChannelRecord[] {
    return [...this.#channels.values()];
  }

  /** The direct messages between `user` and the bot; opens them if needed. */
  openDm(user: UserRecord): DmChannelRecord {
    for (const channel of this.#channels.values()) {
      if (channel.kind === 'dm' && channel.user.id === user.id) return channel;
    }
    const channel: DmChannelRecord = {kind: 'dm', id: this.#ids.next(), user, messages: new Map()};
    this.#channels.set(channel.id, channel);
    return channel;
  }

  openGroup(name: string, users: readonly UserRecord[]): GroupChannelRecord {
    const channel: GroupChannelRecord = {
      kind: 'group',
      id: this.#ids.next(),
      name,
      users,
      messages: new Map(),
    };
    this.#channels.set(channel.id, channel);
    return channel;
  }

  /** Replaces the channel's overwrite for one role or member. */
  setOverwrite(
    channel: GuildChannelRecord,
    target: {id: string; kind: 'role' | 'member'},
    change: {allow?: readonly PermissionName[]; deny?: readonly PermissionName[]},
  ): void {
    const allow = permissionBits(change.allow ?? []);
    const deny = permissionBits(change.deny ?? []);
    if (allow === 0n && deny === 0n) channel.overwrites.delete(target.id);
    else channel.overwrites.set(target.id, {...target, allow, deny});
    this.#events.emit({type: 'channelUpdated', channel});
  }

  /** Opens a thread, or a post if `parent` is a forum. */
  openThread(parent: GuildChannelRecord, name: string, options: ThreadOptions = {}): GuildChannelRecord {
    const now = this.#clock.now();
    const thread: ThreadRecord = {
      parent,
      archived: false,
      locked: false,
      hidden: options.hidden ?? false,
      createdAt: now,
      archiveChangedAt: now,
    };
    const channel = this.#addChannel(parent.guild, {
      name,
      type: threadTypeIn(parent, options),
      position: 0,
      thread,
    });
    this.#events.emit({type: 'channelCreated', channel});
    return channel;
  }

  /** @throws TypeError if the channel is no thread */
  changeThread(channel: ChannelRecord, change: Partial<Pick<ThreadRecord, 'archived' | 'locked'>>): void {
    if (channel.kind !== 'guild' || !channel.thread) throw new TypeError('expected a thread');
    Object.assign(channel.thread, change, {archiveChangedAt: this.#clock.now()});
    this.#events.emit({type: 'channelUpdated', channel});
  }

  /** Deletes a channel with its threads and all their messages. */
  deleteChannel(channel: GuildChannelRecord): void {
    for (const other of [...channel.guild.channels.values()]) {
      if (other.thread?.parent === channel) this.deleteChannel(other);
    }
    channel.guild.channels.delete(channel.id);
    this.#channels.delete(channel.id);
    for (const message of channel.messages.values()) message.deletedAt = this.#clock.now();
    this.#events.emit({type: 'channelDeleted', channel});
  }

  /** The bot leaves a guild or is removed from it. */
  removeBot(guild: GuildRecord): void {
    guild.members.delete(this.bot.id);
    this.#events.emit({type: 'botRemoved', guild});
  }

  #addUser(username: string, locale: UserRecord['locale']): UserRecord {
    const globalName = username.slice(0, 1).toUpperCase() + username.slice(1);
    const user: UserRecord = {
      id: this.#ids.next(),
      username,
      globalName,
      bot: false,
      locale,
      acceptsDirectMessages: true,
    };
    this.users.set(user.id, user);
    return user;
  }

  #addChannel(
    guild: GuildRecord,
    facts: Pick<GuildChannelRecord, 'name' | 'type' | 'position'> & {thread?: ThreadRecord},
  ): GuildChannelRecord {
    const channel: GuildChannelRecord = {
      kind: 'guild',
      id: this.#ids.next(),
      guild,
      thread: undefined,
      ...facts,
      overwrites: new Map(),
      messages: new Map(),
    };
    guild.channels.set(channel.id, channel);
    this.#channels.set(channel.id, channel);
    return channel;
  }

  #join(guild: GuildRecord, user: UserRecord, permissions: readonly PermissionName[]): void {
    const roleIds: string[] = [];
    if (user.bot || permissions.length > 0) {
      const role = {
        id: this.#ids.next(),
        name: user.globalName,
        permissions: permissionBits(permissions),
        position: guild.roles.size,
        ...(user.bot && {botId: user.id}),
      };
      guild.roles.set(role.id, role);
      roleIds.push(role.id);
      this.#events.emit({type: 'roleCreated', guild, role});
    }
    const member = {user, roleIds, joinedAt: this.#clock.now()};
    guild.members.set(user.id, member);
    this.#events.emit({type: 'memberAdded', guild, member});
  }
}

function threadTypeIn(parent: GuildChannelRecord, options: ThreadOptions): ThreadType {
  if (parent.type === ChannelType.GuildAnnouncement) return ChannelType.AnnouncementThread;
  return options.private ? ChannelType.PrivateThread : ChannelType.PublicThread;
}
