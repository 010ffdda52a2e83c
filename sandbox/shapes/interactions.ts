/**
 * Interactions as Discord, old clients and compatible servers really send them. Sources: “Interaction Object” and
 * “Resolved Data” in Discord's documentation, where most fields may be absent and channels and members are partial.
 */
import type {Change} from '../gateway/reshaping.ts';
import {without} from './without.ts';

type Json = Record<string, unknown>;

const inChannel = (change: (channel: Json) => unknown): Change => {
  return (data) => ({...data, channel: change(data.channel as Json)});
};
/** The invoking person's member data, or nothing to change in direct messages. */
const inMember = (change: (member: Json) => unknown): Change => {
  return (data) => (data.member ? {...data, member: change(data.member as Json)} : data);
};

/** The bot answers each as it answers the plain one. */
export const interactionShapes: Readonly<Record<string, Change>> = {
  'without locale': (data) => without(data, 'locale'),
  'without the guild’s locale': (data) => without(data, 'guild_locale'),
  'without the partial guild': (data) => without(data, 'guild', 'guild_locale'),
  'with a channel of only id, type and permissions': inChannel(({id, type, permissions}) => ({
    id,
    type,
    permissions,
  })),
  'without a channel object': (data) => without(data, 'channel'),
  'with a channel object of null': (data) => ({...data, channel: null}),
  'with a channel object without id': inChannel((channel) => without(channel, 'id')),
  'with a channel of an unknown type': inChannel((channel) => ({...channel, type: 99})),
  'without entitlements and the other newer fields': (data) =>
    without(data, 'entitlements', 'authorizing_integration_owners', 'context', 'attachment_size_limit'),
  'with entitlements': (data) => ({...data, entitlements: [entitlement(data)]}),
  'with several owners of the installation': (data) => ({
    ...data,
    authorizing_integration_owners: {0: data.guild_id ?? '0', 1: userOf(data).id},
  }),
  'with an owner of an unknown kind': (data) => ({
    ...data,
    authorizing_integration_owners: {...(data.authorizing_integration_owners as Json), 7: '1'},
  }),
  'with an unknown context': (data) => ({...data, context: 99}),
  'with fields nobody knows yet': (data) => ({...data, hyperdrive: {speed: null}, attestation: []}),
  'by a member without avatar, banner and flags': inMember((member) =>
    without(member, 'avatar', 'banner', 'flags', 'avatar_decoration_data', 'collectibles'),
  ),
  'by a member whose nick and timeout are null': inMember((member) => ({
    ...member,
    nick: null,
    communication_disabled_until: null,
    premium_since: null,
    joined_at: null,
  })),
  'by a member who was in a timeout': inMember((member) => ({
    ...member,
    nick: 'Mimi',
    communication_disabled_until: '2020-01-01T00:00:00.000000+00:00',
  })),
  'by a member with only the user, the roles and the permissions': inMember(({user, roles, permissions}) => ({
    user,
    roles,
    permissions,
  })),
  'by a user with only id and name': (data) => {
    const {id, username} = userOf(data);
    const user = {id, username};
    return data.member ? {...data, member: {...(data.member as Json), user}} : {...data, user};
  },
};

/** Nobody can be answered: the kind is not known, or the app has no such command, button or field. */
export const unknownInteractions: Readonly<Record<string, Change>> = {
  'of an unknown type': (data) => ({...data, type: 99}),
  'of a command of an unknown type': (data) => ({...data, data: {...(data.data as Json), type: 99}}),
  'of a component of an unknown type': (data) => ({
    ...data,
    type: 3,
    data: {component_type: 99, custom_id: 'x'},
  }),
};

function userOf(data: Json): Json {
  return ((data.member as Json | undefined)?.user ?? data.user) as Json;
}

function entitlement(data: Json): Json {
  return {
    id: '1019653849998299136',
    sku_id: '1019475255913222144',
    application_id: data.application_id,
    user_id: userOf(data).id,
    promotion_id: null,
    type: 8,
    deleted: false,
    gift_code_flags: 0,
    consumed: false,
    starts_at: null,
    ends_at: null,
    subscription_id: null,
  };
}
