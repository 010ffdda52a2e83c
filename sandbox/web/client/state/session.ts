/** What the page knows, as signals. Only the stream writes here; components read. */
import {computed, type Signal, signal} from '@preact/signals';
import type {TrafficEntry} from '../../../traffic-entry.ts';
import type {PageGuild, PageInteraction, PageMessage, Person, Place} from '../../protocol.ts';

/** One message in a list. Its content can change without redrawing the list. */
export interface Entry {
  id: string;
  content: Signal<PageMessage>;
}

export const viewerId = signal('');
export const botId = signal('');
export const origin = signal('');
export const hasSample = signal(false);
export const isConnected = signal(false);
export const people = signal<readonly Person[]>([]);
export const guilds = signal<readonly PageGuild[]>([]);
/** The direct messages with the bot, then the group chats. */
export const directMessages = signal<readonly Place[]>([]);
export const channelId = signal('');
export const unread = signal<ReadonlySet<string>>(new Set());
/** The viewer's interactions that wait for the bot or have failed. */
export const pending = signal<readonly PageInteraction[]>([]);
/** The interaction that has shown the open form. */
export const openForm = signal<PageInteraction | undefined>(undefined);
/** The time in ms until which somebody counts as typing, by channel and user. */
export const typing = signal<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map());
export const traffic = signal<readonly TrafficEntry[]>([]);

export const viewer = computed(() => people.value.find(({id}) => id === viewerId.value));
export const locale = computed(() => viewer.value?.locale ?? 'en-US');
export const places = computed(() => [
  ...guilds.value.flatMap(({channels}) => channels),
  ...directMessages.value,
]);
export const place = computed(() => places.value.find(({id}) => id === channelId.value));
export const guild = computed(() =>
  guilds.value.find(({channels}) => channels.some(({id}) => id === channelId.value)),
);

const lists = new Map<string, Signal<readonly Entry[]>>();

/** The messages of a channel, oldest first. */
export function messagesOf(channel: string): Signal<readonly Entry[]> {
  let list = lists.get(channel);
  if (!list) {
    list = signal<readonly Entry[]>([]);
    lists.set(channel, list);
  }
  return list;
}

export function openChannel(id: string): void {
  channelId.value = id;
  if (unread.value.has(id)) unread.value = new Set([...unread.value].filter((other) => other !== id));
}

export function personName(id: string): string {
  return people.value.find((person) => person.id === id)?.name ?? 'Unknown user';
}
