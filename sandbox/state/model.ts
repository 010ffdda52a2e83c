/**
 * What the sandbox remembers. Records are the single source of truth. `payloads/` makes the wire shapes from them each
 * time, because they depend on when and for whom they are made (signed URLs, `me`, member data).
 */
import type {
  APIApplicationCommand,
  APIEmbed,
  APIMessage,
  APIMessageInteractionMetadata,
  APIMessageReference,
  APIMessageTopLevelComponent,
  ChannelType,
  Locale,
  MessageType,
} from 'discord-api-types/v10';
import type {StoredFile} from '../attachments/store.ts';

export interface UserRecord {
  readonly id: string;
  readonly username: string;
  readonly globalName: string;
  readonly bot: boolean;
  readonly locale: Locale;
  /** Their privacy settings let the bot write to them. */
  acceptsDirectMessages: boolean;
}

export interface RoleRecord {
  readonly id: string;
  readonly name: string;
  permissions: bigint;
  readonly position: number;
  /** The bot that owns this role. */
  readonly botId?: string;
}

export interface MemberRecord {
  readonly user: UserRecord;
  /** Roles in addition to the guild's everyone role, which has the guild's id. */
  readonly roleIds: string[];
  readonly joinedAt: number;
}

export interface GuildRecord {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly locale: Locale;
  /** Largest file anybody may post here, bytes. */
  readonly attachmentSizeLimit: number;
  readonly roles: Map<string, RoleRecord>;
  readonly members: Map<string, MemberRecord>;
  readonly channels: Map<string, GuildChannelRecord>;
}

/** What a role or member may or may not do in one channel; overrides the guild's permissions. */
export interface OverwriteRecord {
  readonly id: string;
  readonly kind: 'role' | 'member';
  allow: bigint;
  deny: bigint;
}

/** Channels of a guild that hold messages, or threads that do. */
export type GuildChannelType =
  | ChannelType.GuildText
  | ChannelType.GuildVoice
  | ChannelType.GuildAnnouncement
  | ChannelType.GuildStageVoice
  | ChannelType.GuildForum
  | ThreadType;

export type ThreadType =
  | ChannelType.PublicThread
  | ChannelType.PrivateThread
  | ChannelType.AnnouncementThread;

/** A thread or forum post is a channel with these facts. */
export interface ThreadRecord {
  readonly parent: GuildChannelRecord;
  archived: boolean;
  /** Only those who may manage threads can write there. */
  locked: boolean;
  /** The gateway has never told the bot of it. */
  readonly hidden: boolean;
  readonly createdAt: number;
  archiveChangedAt: number;
}

export interface GuildChannelRecord {
  readonly kind: 'guild';
  readonly type: GuildChannelType;
  readonly thread: ThreadRecord | undefined;
  readonly id: string;
  readonly name: string;
  readonly guild: GuildRecord;
  readonly position: number;
  readonly overwrites: Map<string, OverwriteRecord>;
  readonly messages: Map<string, MessageRecord>;
}

export interface DmChannelRecord {
  readonly kind: 'dm';
  readonly id: string;
  readonly user: UserRecord;
  readonly messages: Map<string, MessageRecord>;
}

/** A chat of several people. Bots are never in one; users bring the apps they installed. */
export interface GroupChannelRecord {
  readonly kind: 'group';
  readonly id: string;
  readonly name: string;
  /** The first user opened the chat. */
  readonly users: readonly UserRecord[];
  readonly messages: Map<string, MessageRecord>;
}

export type ChannelRecord = GuildChannelRecord | DmChannelRecord | GroupChannelRecord;

export interface ReactionRecord {
  readonly emoji: {readonly id: string | null; readonly name: string};
  /** User ids, in the order they reacted. */
  readonly userIds: Set<string>;
}

/** What a message showed from `at` on. Reactions make no new version. */
export interface MessageVersion {
  readonly at: number;
  readonly message: APIMessage;
  readonly files: readonly StoredFile[];
}

export interface MessageRecord {
  readonly id: string;
  readonly channel: ChannelRecord;
  readonly author: UserRecord;
  readonly type: MessageType;
  readonly createdAt: number;
  /** The only user who sees an ephemeral message; undefined for all others. */
  readonly visibleTo: UserRecord | undefined;
  /** Set if the message was sent through an interaction's token. */
  readonly interaction: MessageInteraction | undefined;
  readonly reference: APIMessageReference | undefined;
  /** The sender's own id for the message. */
  readonly nonce: string | number | undefined;
  content: string;
  embeds: APIEmbed[];
  components: APIMessageTopLevelComponent[];
  files: StoredFile[];
  flags: number;
  mentions: UserRecord[];
  editedAt: number | undefined;
  deletedAt: number | undefined;
  readonly reactions: Map<string, ReactionRecord>;
  readonly history: MessageVersion[];
}

export interface MessageInteraction {
  readonly applicationId: string;
  readonly metadata: APIMessageInteractionMetadata;
  /** Full command name; absent for components and modals. */
  readonly commandName?: string;
}

export interface CommandRecord {
  readonly command: APIApplicationCommand;
  /** Absent for global commands. */
  readonly guildId?: string;
}
