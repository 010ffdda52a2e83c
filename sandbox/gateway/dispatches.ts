/** Which changes the gateway reports, as which dispatches, and which intents a session needs for them. */
import {
  type APIMessage,
  ChannelType,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type GatewayMessageCreateDispatchData,
  ReactionType,
  type TextChannelType,
} from 'discord-api-types/v10';
import type {SandboxEvent} from '../events.ts';
import {memberOf, memberPayload, rolePayload} from '../payloads/people.ts';
import {channelPayload} from '../payloads/places.ts';
import {may} from '../permissions.ts';
import type {Services} from '../services.ts';
import type {
  ChannelRecord,
  GuildChannelRecord,
  GuildRecord,
  MemberRecord,
  MessageRecord,
} from '../state/model.ts';
import type {Dispatch, GatewaySession} from './session.ts';

export interface AddressedDispatch {
  dispatch: Dispatch;
  /** The session needs one of these bits; 0 when it needs none. */
  intents: number;
  guildId: string | undefined;
}

export function dispatchFor(
  event: SandboxEvent,
  services: Services,
  session: GatewaySession,
): AddressedDispatch | undefined {
  const addressed = plainDispatchFor(event, services, session);
  return addressed && {...addressed, dispatch: services.reshaping.applyTo(addressed.dispatch)};
}

function plainDispatchFor(
  event: SandboxEvent,
  services: Services,
  session: GatewaySession,
): AddressedDispatch | undefined {
  switch (event.type) {
    case 'dispatched':
      return {dispatch: event.dispatch, intents: 0, guildId: event.guildId};
    case 'interactionCreated': {
      const dispatch: Dispatch = {t: GatewayDispatchEvents.InteractionCreate, d: event.interaction.payload};
      return {dispatch, intents: 0, guildId: guildIdOf(event.interaction.channel)};
    }
    case 'channelCreated':
    case 'channelUpdated':
    case 'channelDeleted':
      return channelDispatch(event.type, event.channel);
    case 'botRemoved': {
      const dispatch: Dispatch = {t: GatewayDispatchEvents.GuildDelete, d: {id: event.guild.id}};
      return {dispatch, intents: GatewayIntentBits.Guilds, guildId: event.guild.id};
    }
    case 'roleCreated': {
      const d = {guild_id: event.guild.id, role: rolePayload(event.role)};
      const dispatch: Dispatch = {t: GatewayDispatchEvents.GuildRoleCreate, d};
      return {dispatch, intents: GatewayIntentBits.Guilds, guildId: event.guild.id};
    }
    case 'memberAdded':
      return memberDispatch(event.member, event.guild);
    case 'messageCreated':
    case 'messageUpdated':
    case 'messageDeleted':
      return aboutMessage(event.message, services, messageIntents, messageDispatch(event, services, session));
    case 'reactionAdded':
    case 'reactionRemoved':
    case 'reactionsCleared':
      return aboutMessage(event.message, services, reactionIntents, reactionDispatch(event));
    case 'typingStarted':
      return aboutChannel(event.channel, services, typingIntents, {
        t: GatewayDispatchEvents.TypingStart,
        d: {
          channel_id: event.channel.id,
          user_id: event.user.id,
          timestamp: Math.floor(services.clock.now() / 1000),
          ...guildField(event.channel),
        },
      });
    default:
      return undefined;
  }
}

const channelEvents = {
  channelCreated: [GatewayDispatchEvents.ChannelCreate, GatewayDispatchEvents.ThreadCreate],
  channelUpdated: [GatewayDispatchEvents.ChannelUpdate, GatewayDispatchEvents.ThreadUpdate],
  channelDeleted: [GatewayDispatchEvents.ChannelDelete, GatewayDispatchEvents.ThreadDelete],
} as const;

/** Of a hidden thread the bot hears nothing, as of one that was archived when it connected. */
function channelDispatch(
  type: keyof typeof channelEvents,
  channel: GuildChannelRecord,
): AddressedDispatch | undefined {
  if (channel.thread?.hidden) return undefined;
  const [ofChannel, ofThread] = channelEvents[type];
  // The compiler cannot tell that each event comes with its own kind of channel.
  const dispatch = {t: channel.thread ? ofThread : ofChannel, d: channelPayload(channel)} as Dispatch;
  return {dispatch, intents: GatewayIntentBits.Guilds, guildId: channel.guild.id};
}

function memberDispatch(member: MemberRecord, guild: GuildRecord): AddressedDispatch {
  const dispatch: Dispatch = {
    t: GatewayDispatchEvents.GuildMemberAdd,
    d: {...memberPayload(member), guild_id: guild.id},
  };
  return {dispatch, intents: GatewayIntentBits.GuildMembers, guildId: guild.id};
}

type IntentPair = readonly [inGuilds: number, inDms: number];

const messageIntents: IntentPair = [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages];
const reactionIntents: IntentPair = [
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessageReactions,
];
const typingIntents: IntentPair = [
  GatewayIntentBits.GuildMessageTyping,
  GatewayIntentBits.DirectMessageTyping,
];

/** The gateway never mentions ephemeral messages: only their user and the interaction's token reach them. */
function aboutMessage(message: MessageRecord, services: Services, intents: IntentPair, dispatch: Dispatch) {
  return message.visibleTo ? undefined : aboutChannel(message.channel, services, intents, dispatch);
}

function aboutChannel(
  channel: ChannelRecord,
  {world}: Services,
  [inGuilds, inDms]: IntentPair,
  dispatch: Dispatch,
): AddressedDispatch | undefined {
  if (!may(channel, world.bot, 'ViewChannel')) return undefined;
  return {dispatch, intents: channel.kind === 'guild' ? inGuilds : inDms, guildId: guildIdOf(channel)};
}

function messageDispatch(
  event: SandboxEvent & {message: MessageRecord},
  services: Services,
  session: GatewaySession,
): Dispatch {
  const {message} = event;
  if (event.type === 'messageDeleted') {
    const d = {id: message.id, channel_id: message.channel.id, ...guildField(message.channel)};
    return {t: GatewayDispatchEvents.MessageDelete, d};
  }
  const payload = services.payloads.message(message);
  const d: GatewayMessageCreateDispatchData = {
    ...(mayReadContent(message, services, session) ? payload : withoutContent(payload)),
    ...guildField(message.channel),
    ...authorAsMember(message),
    channel_type: channelTypeOf(message.channel),
  };
  return event.type === 'messageCreated'
    ? {t: GatewayDispatchEvents.MessageCreate, d}
    : {t: GatewayDispatchEvents.MessageUpdate, d};
}

function withoutContent(message: APIMessage): APIMessage {
  const {referenced_message: answered} = message;
  return {
    ...message,
    content: '',
    embeds: [],
    attachments: [],
    components: [],
    ...(answered && {referenced_message: withoutContent(answered)}),
  };
}

/** Without the user, who is the message's author. */
function authorAsMember({channel, author}: MessageRecord): Pick<GatewayMessageCreateDispatchData, 'member'> {
  const member = memberOf(guildOf(channel), author.id);
  if (!member) return {};
  const {user: _author, ...rest} = member;
  return {member: rest};
}

function channelTypeOf(channel: ChannelRecord): TextChannelType {
  // Nobody can write in a forum itself, only in its posts.
  return channel.kind === 'guild' ? (channel.type as TextChannelType) : ChannelType.DM;
}

/** Without the privileged intent a bot can read only its own messages, direct messages, and those that mention it. */
function mayReadContent(message: MessageRecord, {world}: Services, session: GatewaySession): boolean {
  return (
    session.wants(GatewayIntentBits.MessageContent) ||
    message.channel.kind === 'dm' ||
    message.author.id === world.bot.id ||
    message.mentions.some(({id}) => id === world.bot.id)
  );
}

function reactionDispatch(
  event: SandboxEvent & {type: 'reactionAdded' | 'reactionRemoved' | 'reactionsCleared'},
): Dispatch {
  const {message} = event;
  const place = {message_id: message.id, channel_id: message.channel.id, ...guildField(message.channel)};
  if (event.type === 'reactionsCleared') {
    return event.reaction
      ? {t: GatewayDispatchEvents.MessageReactionRemoveEmoji, d: {...place, emoji: event.reaction.emoji}}
      : {t: GatewayDispatchEvents.MessageReactionRemoveAll, d: place};
  }
  const d = {
    ...place,
    user_id: event.userId,
    emoji: event.reaction.emoji,
    burst: false,
    type: ReactionType.Normal,
  };
  if (event.type === 'reactionRemoved') return {t: GatewayDispatchEvents.MessageReactionRemove, d};
  const member = memberOf(guildOf(message.channel), event.userId);
  return {
    t: GatewayDispatchEvents.MessageReactionAdd,
    d: {...d, message_author_id: message.author.id, ...(member && {member})},
  };
}

function guildOf(channel: ChannelRecord) {
  return channel.kind === 'guild' ? channel.guild : undefined;
}

function guildIdOf(channel: ChannelRecord): string | undefined {
  return guildOf(channel)?.id;
}

function guildField(channel: ChannelRecord): {guild_id?: string} {
  return channel.kind === 'guild' ? {guild_id: channel.guild.id} : {};
}
