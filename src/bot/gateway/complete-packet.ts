import {ApplicationIntegrationType, GatewayDispatchEvents, InteractionContextType, Locale} from 'discord.js';

/** Discord's limit for files where it states none. */
const defaultAttachmentLimit = 10 * 1024 * 1024;

type Json = Record<string, unknown>;

/**
 * Fills in what some of Discord's payloads, and those of compatible servers, leave out of an interaction, and takes out
 * of messages what discord.js cannot read. Changes the packet.
 */
export function completePacket(packet: unknown): void {
  if (!isObject(packet) || !isObject(packet.d)) return;
  if (packet.t === GatewayDispatchEvents.InteractionCreate) completeInteraction(packet.d);
}

/** discord.js knows a channel only by its object, and has no defaults. */
function completeInteraction(data: Json): void {
  const inGuild = typeof data.guild_id === 'string';
  data.locale ??= data.guild_locale ?? Locale.EnglishUS;
  data.channel = channelOf(data);
  data.entitlements ??= [];
  data.attachment_size_limit ??= defaultAttachmentLimit;
  data.authorizing_integration_owners ??= inGuild
    ? {[ApplicationIntegrationType.GuildInstall]: data.guild_id}
    : {};
  data.context ??= inGuild ? InteractionContextType.Guild : undefined;
  for (const message of messagesIn(data)) dropNulls(message);
}

/** By id alone if there is no object: the interaction itself names it, or the message whose component was used. */
function channelOf({channel, channel_id: ownId, message}: Json): Json | undefined {
  const known = isObject(channel) ? channel : undefined;
  const id = known?.id ?? ownId ?? (isObject(message) ? message.channel_id : undefined);
  return id ? {...known, id} : undefined;
}

function messagesIn({message, data}: Json): Json[] {
  const resolved = isObject(data) && isObject(data.resolved) ? data.resolved.messages : undefined;
  return [message, ...(isObject(resolved) ? Object.values(resolved) : [])].filter(isObject);
}

/**
 * A message's optional fields are absent or hold something, says Discord's documentation; null is neither, and
 * discord.js reads into it. For fields that may be null, absent means the same.
 */
function dropNulls(message: Json): void {
  // discord.js asks a poll for its channel, which is never cached, and nobody here reads polls.
  delete message.poll;
  for (const [key, value] of Object.entries(message)) if (value === null) delete message[key];
  if (isObject(message.application)) dropNulls(message.application);
  if (isObject(message.referenced_message)) dropNulls(message.referenced_message);
  const snapshots = Array.isArray(message.message_snapshots) ? message.message_snapshots : [];
  for (const snapshot of snapshots) if (isObject(snapshot?.message)) dropNulls(snapshot.message);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
