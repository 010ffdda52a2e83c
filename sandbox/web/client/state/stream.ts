/** Keeps the session up to date with the server's events while the page is open. */
import {batch, signal} from '@preact/signals';
import type {PageEvent, PageMessage, Snapshot} from '../../protocol.ts';
import {announce} from './announcer.ts';
import * as session from './session.ts';

const trafficKept = 2_000;
/** How long Discord's indicator lasts after the last report of typing. */
const typingMs = 10_000;

let source: EventSource | undefined;

/** Makes the page act as this user. The tab remembers it for its next visit. */
export function actAs(userId: string): void {
  sessionStorage.setItem('viewer', userId);
  connect();
}

export function connect(): void {
  source?.close();
  const viewer = sessionStorage.getItem('viewer') ?? '';
  const stream = new EventSource(`/web/api/events?as=${encodeURIComponent(viewer)}`);
  source = stream;
  stream.onmessage = ({data}) => batch(() => receive(JSON.parse(data) as PageEvent));
  stream.onerror = () => {
    session.isConnected.value = false;
    // The browser tries again by itself, unless the answer was not a stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}

function receive(event: PageEvent): void {
  switch (event.type) {
    case 'snapshot':
      takeOver(event.snapshot);
      return;
    case 'message':
      noticeMessage(event.channelId, event.message, event.isNew);
      return;
    case 'gone': {
      const list = session.messagesOf(event.channelId);
      list.value = list.value.filter(({id}) => id !== event.messageId);
      return;
    }
    case 'typing':
      noteTyping(event.channelId, event.userId);
      return;
    case 'interaction': {
      const {interaction} = event;
      const others = session.pending.value.filter(({id}) => id !== interaction.id);
      const isOpen = interaction.state === 'waiting' || interaction.state === 'failed';
      session.pending.value = isOpen ? [...others, interaction] : others;
      if (interaction.modal) session.openForm.value = interaction;
      if (interaction.state === 'failed') announce('The application did not respond');
      return;
    }
    case 'traffic':
      session.traffic.value = [...session.traffic.value, ...event.entries].slice(-trafficKept);
      return;
  }
}

function takeOver(snapshot: Snapshot): void {
  const isSomebodyElse = session.viewerId.value !== snapshot.viewerId;
  const isReconnect = !session.isConnected.value;
  const wasInDirectMessages = session.place.value?.kind === 'dm';
  sessionStorage.setItem('viewer', snapshot.viewerId);
  session.isConnected.value = true;
  session.viewerId.value = snapshot.viewerId;
  session.botId.value = snapshot.botId;
  session.origin.value = snapshot.origin;
  session.hasSample.value = snapshot.hasSample;
  session.people.value = snapshot.people;
  session.guilds.value = snapshot.guilds;
  session.directMessages.value = [snapshot.dm, ...snapshot.groups];
  if (isReconnect || isSomebodyElse) {
    session.pending.value = [];
    session.openForm.value = undefined;
    session.traffic.value = [];
  }
  for (const [channel, messages] of Object.entries(snapshot.messages)) {
    const list = session.messagesOf(channel);
    const known = new Map(list.value.map((entry) => [entry.id, entry]));
    list.value = messages.map((message) => {
      const entry = known.get(message.message.id) ?? {id: message.message.id, content: signal(message)};
      entry.content.value = message;
      return entry;
    });
  }
  if (!session.place.value) {
    const [first] = session.guilds.value.flatMap(({channels}) => channels);
    session.openChannel(wasInDirectMessages || !first ? snapshot.dm.id : first.id);
  }
}

function noticeMessage(channel: string, message: PageMessage, isNew: boolean): void {
  const {id, author} = message.message;
  const list = session.messagesOf(channel);
  const entry = list.value.find((candidate) => candidate.id === id);
  const before = entry?.content.value;
  if (entry) entry.content.value = message;
  else list.value = [...list.value, {id, content: signal(message)}];
  if (isNew) pruneTyping(channel, author.id);
  if (channel === session.channelId.value) announceMessage(message, before);
  else if (isNew && author.id !== session.viewerId.value) {
    session.unread.value = new Set([...session.unread.value, channel]);
  }
}

/** Reads new messages out; edits only if they change what one can do, such as when a picture is finished. */
function announceMessage({message}: PageMessage, before: PageMessage | undefined): void {
  const actions = (components: unknown): string =>
    JSON.stringify(components, (key, value) => (key === 'id' ? undefined : value)) ?? '';
  if (before && actions(before.message.components) === actions(message.components)) return;
  const name = session.personName(message.author.id);
  const pictures = message.attachments.length > 0 ? `, ${message.attachments.length} attachments` : '';
  announce(`${name}: ${message.content.replace(/[▰▱*_~|`]/g, '').replace(/<[^>]*>/g, '')}${pictures}`);
}

function noteTyping(channel: string, user: string): void {
  const there = new Map(session.typing.value.get(channel)).set(user, Date.now() + typingMs);
  session.typing.value = new Map(session.typing.value).set(channel, there);
  setTimeout(() => pruneTyping(channel), typingMs + 50);
}

/** Removes those who have stopped typing, and `user`, who has just sent the message. */
function pruneTyping(channel: string, user?: string): void {
  const there = [...(session.typing.value.get(channel) ?? [])];
  if (there.length === 0) return;
  const left = there.filter(([id, until]) => id !== user && until > Date.now());
  session.typing.value = new Map(session.typing.value).set(channel, new Map(left));
}
