/**
 * Sends the changes one viewer sees as server-sent events. A new connection begins with a full snapshot, so a page that
 * lost its connection need not remember how far it got.
 */
import type {ServerResponse} from 'node:http';
import {InteractionType} from 'discord-api-types/v10';
import type {ScriptedUser} from '../../actors/scripted-user.ts';
import type {SandboxEvent} from '../../events.ts';
import type {Sandbox} from '../../index.ts';
import type {InteractionRecord} from '../../interactions/record.ts';
import type {TrafficEntry} from '../../traffic-entry.ts';
import type {PageEvent, PageInteraction} from '../protocol.ts';
import {seenBy, takeSnapshot} from './places.ts';

/** How many earlier traffic entries a new connection gets. */
const pastTraffic = 300;
/** Entries come in bursts; collecting them for this long lets the page redraw once a burst. */
const trafficDelayMs = 100;
const keepAliveMs = 15_000;
/** A page that falls this far behind is asleep. It is cut off, and starts again with a snapshot when it wakes. */
const maxBacklogBytes = 64 * 1024 * 1024;

export class PageStream {
  readonly viewer: ScriptedUser;
  readonly #sandbox: Sandbox;
  readonly #response: ServerResponse;
  readonly #hasSample: boolean;
  readonly #unsubscribe: () => void;
  readonly #keepAlive: NodeJS.Timeout;
  #traffic: TrafficEntry[] = [];
  #trafficTimer: NodeJS.Timeout | undefined;
  #resnapshot: NodeJS.Immediate | undefined;

  constructor(sandbox: Sandbox, viewer: ScriptedUser, response: ServerResponse, hasSample: boolean) {
    this.viewer = viewer;
    this.#sandbox = sandbox;
    this.#response = response;
    this.#hasSample = hasSample;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.write('retry: 500\n\n');
    this.#sendSnapshot();
    this.#send({type: 'traffic', entries: sandbox.log.entries.slice(-pastTraffic)});
    this.#unsubscribe = sandbox.events.subscribe((event) => this.#notice(event));
    this.#keepAlive = setInterval(() => response.write(':\n\n'), keepAliveMs).unref();
    response.once('close', () => this.close());
  }

  /** Removes a message from this viewer's screen, for example because they dismissed it. */
  forget(channelId: string, messageId: string): void {
    this.#send({type: 'gone', channelId, messageId});
  }

  close(): void {
    this.#unsubscribe();
    clearInterval(this.#keepAlive);
    clearTimeout(this.#trafficTimer);
    clearImmediate(this.#resnapshot);
    this.#response.end();
  }

  #notice(event: SandboxEvent): void {
    switch (event.type) {
      case 'messageCreated':
      case 'messageUpdated':
      case 'reactionAdded':
      case 'reactionRemoved':
      case 'reactionsCleared': {
        const {message: record} = event;
        if (!this.viewer.sees(record)) return;
        const message = seenBy(this.#sandbox, this.viewer, record);
        const isNew = event.type === 'messageCreated';
        this.#send({type: 'message', channelId: record.channel.id, isNew, message});
        return;
      }
      case 'messageDeleted':
        this.forget(event.message.channel.id, event.message.id);
        return;
      case 'interactionCreated':
      case 'interactionChanged': {
        const interaction = interactionOf(event.interaction, this.viewer);
        if (interaction) this.#send({type: 'interaction', interaction});
        return;
      }
      case 'typingStarted':
        if (event.user.id === this.viewer.id) return;
        this.#send({type: 'typing', channelId: event.channel.id, userId: event.user.id});
        return;
      case 'traffic':
        this.#traffic.push(event.entry);
        this.#trafficTimer ??= setTimeout(() => this.#flushTraffic(), trafficDelayMs);
        return;
      default:
        this.#resnapshot ??= setImmediate(() => this.#sendSnapshot());
    }
  }

  #flushTraffic(): void {
    this.#send({type: 'traffic', entries: this.#traffic});
    this.#traffic = [];
    this.#trafficTimer = undefined;
  }

  #sendSnapshot(): void {
    this.#resnapshot = undefined;
    this.#send({type: 'snapshot', snapshot: takeSnapshot(this.#sandbox, this.viewer, this.#hasSample)});
  }

  #send(event: PageEvent): void {
    this.#response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (this.#response.writableLength > maxBacklogBytes) this.#response.destroy();
  }
}

/** The part of an interaction its user sees. Undefined for autocomplete: its choices come back as an answer. */
function interactionOf(record: InteractionRecord, viewer: ScriptedUser): PageInteraction | undefined {
  const kind = kinds[record.type];
  if (!kind || record.user.id !== viewer.id) return undefined;
  const {data} = record.payload;
  const isChat = !(data && 'target_id' in data);
  return {
    id: record.id,
    kind,
    state: record.state,
    channelId: record.channel.id,
    ...(record.commandName && {commandName: isChat ? `/${record.commandName}` : record.commandName}),
    ...(record.source && {sourceId: record.source.id}),
    ...(data && 'custom_id' in data && {customId: data.custom_id}),
    ...(record.modal && {modal: record.modal}),
  };
}

const kinds: Partial<Record<InteractionType, PageInteraction['kind']>> = {
  [InteractionType.ApplicationCommand]: 'command',
  [InteractionType.MessageComponent]: 'component',
  [InteractionType.ModalSubmit]: 'modal',
};
