/**
 * What the sandbox remembers. Records are the single truth; the shapes that go over the wire are made from them in
 * payloads.ts each time they are needed, because they depend on who looks (signed URLs, `me`, member data).
 */
import type {
  APIApplicationCommand,
  APIEmbed,
  APIMessage,
  APIMessageInteractionMetadata,
  APIMessageReference,
  APIMessageTopLevelComponent,
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
}

export interface RoleRecord {
  readonly id: string;
  readonly name: string;
  permissions: bigint;
  readonly position: number;
  /** The bot whose own role this is. */
  readonly botId?: string;
}

export interface MemberRecord {
  readonly user: UserRecord;
  /** Beside the guild's everyone role, which has the guild's id. */
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

/** What a role or member may or may not do in one channel, on top of what the guild says. */
export interface OverwriteRecord {
  readonly id: string;
  readonly kind: 'role' | 'member';
  allow: bigint;
  deny: bigint;
}

export interface GuildChannelRecord {
  readonly kind: 'guild';
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

/** A chat of several people. Bots are never in one; users bring their own apps along. */
export interface GroupChannelRecord {
  readonly kind: 'group';
  readonly id: string;
  readonly name: string;
  /** The first of them opened it. */
  readonly users: readonly UserRecord[];
  readonly messages: Map<string, MessageRecord>;
}

export type ChannelRecord = GuildChannelRecord | DmChannelRecord | GroupChannelRecord;

export interface ReactionRecord {
  readonly emoji: {readonly id: string | null; readonly name: string};
  /** User ids, in the order they reacted. */
  readonly userIds: Set<string>;
}

/** What a message showed from `at` on; reactions make no version. */
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
  /** Ephemeral: the only user who sees it. */
  readonly visibleTo: UserRecord | undefined;
  /** Set when the message was sent through an interaction's token. */
  readonly interaction: MessageInteraction | undefined;
  readonly reference: APIMessageReference | undefined;
  /** What the sender calls the message. */
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
