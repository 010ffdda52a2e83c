/** Builds an interaction the way Discord dispatches it, and hands it to the bot. */
import {
  type APIBaseInteraction,
  type APIInteraction,
  type APIMessageInteractionMetadata,
  ApplicationIntegrationType,
  InteractionContextType,
  InteractionType,
} from 'discord-api-types/v10';
import {memberPayload, userPayload} from '../payloads/people.ts';
import {channelPayload, partialGuildPayload} from '../payloads/places.ts';
import {appPermissions, channelPermissions, isGuest} from '../permissions.ts';
import type {Services} from '../services.ts';
import type {ChannelRecord, MessageRecord, UserRecord} from '../state/model.ts';
import {defaultAttachmentSizeLimit} from '../state/world.ts';
import type {InteractionRecord} from './record.ts';

export interface InteractionRequest {
  type: Exclude<InteractionType, InteractionType.Ping>;
  user: UserRecord;
  channel: ChannelRecord;
  /** The interaction's own data; its shape depends on the type. */
  data: object;
  commandName?: string | undefined;
  /** The message whose component was used. */
  source?: MessageRecord | undefined;
  /** The interaction that showed the modal being submitted. */
  triggeredBy?: InteractionRecord | undefined;
  targetMessageId?: string | undefined;
  /** True if it comes from the user's own installation. Default: true only where the bot is not a member. */
  userInstall?: boolean | undefined;
}

export function openInteraction(services: Services, request: InteractionRequest): InteractionRecord {
  const {clock, ids, interactions, world} = services;
  const {channel, user, source} = request;
  const id = ids.next();
  const token = interactions.createToken(id);
  const guild = channel.kind === 'guild' ? channel.guild : undefined;
  const member = guild?.members.get(user.id);
  const userInstallOnly = request.userInstall ?? isGuest(channel, world.bot);
  const owners = userInstallOnly
    ? {[ApplicationIntegrationType.UserInstall]: user.id}
    : {[ApplicationIntegrationType.GuildInstall]: guild?.id ?? '0'};
  const attachmentSizeLimit = guild?.attachmentSizeLimit ?? defaultAttachmentSizeLimit;
  const userPermissions = String(channelPermissions(channel, user));
  const payload: APIBaseInteraction<InteractionType, object> = {
    id,
    application_id: world.applicationId,
    type: request.type,
    token,
    version: 1,
    data: request.data,
    channel_id: channel.id,
    channel: channelAsSeen(channel, userPermissions),
    app_permissions: String(appPermissions(channel, world.bot)),
    locale: user.locale,
    entitlements: [],
    authorizing_integration_owners: owners,
    context: contextOf(channel),
    attachment_size_limit: attachmentSizeLimit,
    ...(guild &&
      member && {
        guild: partialGuildPayload(guild),
        guild_id: guild.id,
        guild_locale: guild.locale,
        member: {...memberPayload(member), user: userPayload(user), permissions: userPermissions},
      }),
    ...(!guild && {user: userPayload(user)}),
    ...(source && {message: services.payloads.message(source)}),
  };
  const record: InteractionRecord = {
    id,
    token,
    type: request.type,
    createdAt: clock.now(),
    channel,
    user,
    // The compiler cannot tell which member of the union `type` and `data` make together.
    payload: payload as APIInteraction,
    metadata: metadataOf(request, id, owners),
    commandName: request.commandName,
    source,
    userInstallOnly,
    attachmentSizeLimit,
    state: 'waiting',
    original: undefined,
    followUps: [],
    choices: undefined,
    modal: undefined,
  };
  interactions.open(record);
  return record;
}

export function contextOf({kind}: ChannelRecord): InteractionContextType {
  const contexts = {
    guild: InteractionContextType.Guild,
    dm: InteractionContextType.BotDM,
    group: InteractionContextType.PrivateChannel,
  };
  return contexts[kind];
}

/** The channel inside an interaction says what the invoking user may do there. */
function channelAsSeen(channel: ChannelRecord, permissions: string) {
  return {...channelPayload(channel), ...(channel.kind === 'guild' && {permissions})};
}

function metadataOf(
  request: InteractionRequest,
  id: string,
  owners: APIBaseInteraction<InteractionType, unknown>['authorizing_integration_owners'],
): APIMessageInteractionMetadata {
  const base = {id, user: userPayload(request.user), authorizing_integration_owners: owners};
  const trigger = request.triggeredBy?.metadata;
  if (trigger && trigger.type !== InteractionType.ModalSubmit) {
    return {...base, type: InteractionType.ModalSubmit, triggering_interaction_metadata: trigger};
  }
  if (request.source) {
    return {...base, type: InteractionType.MessageComponent, interacted_message_id: request.source.id};
  }
  return {
    ...base,
    type: InteractionType.ApplicationCommand,
    ...(request.targetMessageId && {target_message_id: request.targetMessageId}),
  };
}
