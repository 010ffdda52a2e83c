import {ApplicationIntegrationType, GatewayDispatchEvents, InteractionContextType, Locale} from 'discord.js';

/** Discord's limit for files where it states none. */
const defaultAttachmentLimit = 10 * 1024 * 1024;

/**
 * Fills in what some of Discord's payloads, and those of compatible servers, leave out of an interaction, before
 * discord.js reads it: it knows a channel only by its object, and has no defaults. Changes the packet.
 */
export function completePacket(packet: unknown): void {
  if (!isObject(packet) || packet.t !== GatewayDispatchEvents.InteractionCreate || !isObject(packet.d))
    return;
  const data = packet.d;
  const inGuild = typeof data.guild_id === 'string';
  data.locale ??= data.guild_locale ?? Locale.EnglishUS;
  if (!isObject(data.channel)) data.channel = data.channel_id ? {id: data.channel_id} : undefined;
  data.entitlements ??= [];
  data.attachment_size_limit ??= defaultAttachmentLimit;
  data.authorizing_integration_owners ??= inGuild
    ? {[ApplicationIntegrationType.GuildInstall]: data.guild_id}
    : {};
  data.context ??= inGuild ? InteractionContextType.Guild : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
