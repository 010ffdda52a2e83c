/**
 * Which dispatches the bot hears. In thousands of servers people write thousands of messages a second, and Discord sends
 * each with the deletions that the bot listens to: what is not needed here is dropped before it is parsed.
 */
import {GatewayDispatchEvents} from 'discord.js';

/** Whether a dispatch is needed, judged by its packet's text. Must be cheap, and may say yes too often. */
type Need = (text: string) => boolean;

const always: Need = () => true;

/** Direct messages, where a forwarded message can name a server too, and messages that mention somebody, perhaps the bot. */
const toSomebody: Need = (text) =>
  !text.includes('"guild_id":') ||
  text.includes('"message_snapshots":') ||
  /"mentions":\s*\[\s*\{/.test(text);

/** By the dispatch's name. Names that are not here are never needed. */
const needs: Readonly<Partial<Record<string, Need>>> = {
  [GatewayDispatchEvents.Ready]: always,
  [GatewayDispatchEvents.Resumed]: always,
  [GatewayDispatchEvents.InteractionCreate]: always,
  [GatewayDispatchEvents.MessageReactionAdd]: always,
  [GatewayDispatchEvents.MessageCreate]: toSomebody,
  [GatewayDispatchEvents.MessageDelete]: always,
  [GatewayDispatchEvents.MessageDeleteBulk]: always,
};

export function isNeeded(name: string, text: string): boolean {
  return Object.hasOwn(needs, name) && needs[name]?.(text) === true;
}

/**
 * How Discord begins a dispatch. Nothing promises this order of keys; a packet with another is parsed and then judged.
 * In valid JSON nothing but the keys' values can match here, because the text is matched from its first character.
 */
const beginning = /^\{"t":"([A-Z_]+)","s":(\d+),"op":0,/;

/** The sequence number of a packet that need not be parsed; undefined if the packet must be. */
export function sequenceOfNeedless(text: string): number | undefined {
  const [, name, sequence] = beginning.exec(text) ?? [];
  return name === undefined || isNeeded(name, text) ? undefined : Number(sequence);
}
