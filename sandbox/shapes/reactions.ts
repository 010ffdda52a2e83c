/** Reactions as the gateway tells of them. Source: “Message Reaction Add” in Discord's documentation. */
import type {Change} from '../gateway/reshaping.ts';
import {without} from './without.ts';

type Json = Record<string, unknown>;

/** Each counts like the plain one. */
export const reactionShapes: Readonly<Record<string, Change>> = {
  'that is a super reaction': (data) => ({
    ...data,
    burst: true,
    type: 1,
    burst_colors: ['#ff7700', '#ffaa00'],
  }),
  'of an unknown type': (data) => ({...data, type: 9}),
  'without burst and type': (data) => without(data, 'burst', 'type', 'burst_colors', 'message_author_id'),
  'by a member whose user has only an id': (data) => ({...data, member: partly(data)}),
  'by a member without a user': (data) => ({...data, member: without(data.member as Json, 'user')}),
  'by a member without roles and avatar': (data) => ({
    ...data,
    member: without(data.member as Json, 'roles', 'avatar', 'banner', 'nick'),
  }),
  'by a member of whom nothing is said': (data) => without(data, 'member'),
  'of an emoji that says more than its name': (data) => ({
    ...data,
    emoji: {...(data.emoji as Json), animated: false, available: true, roles: []},
  }),
};

/** Nothing follows. */
export const foreignReactions: Readonly<Record<string, Change>> = {
  'of an emoji that was deleted': (data) => ({...data, emoji: {id: '1020000000000000007', name: null}}),
  'of a custom emoji': (data) => ({
    ...data,
    emoji: {id: '1020000000000000007', name: 'paint', animated: true},
  }),
};

function partly({member}: Json): Json {
  const {user, ...rest} = member as Json;
  return {...rest, user: {id: (user as Json).id}};
}
