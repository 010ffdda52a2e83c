import {DiscordAPIError, HTTPError, RESTJSONErrorCodes} from 'discord.js';

/** Discord's answer says that the message or its channel is gone, or that the bot has lost access. */
export function isGone(error: unknown): boolean {
  return hasCode(error, [
    RESTJSONErrorCodes.UnknownMessage,
    RESTJSONErrorCodes.UnknownChannel,
    RESTJSONErrorCodes.MissingAccess,
    RESTJSONErrorCodes.MissingPermissions,
  ]);
}

/** The interaction's token has expired (15 minutes) or its webhook is gone. */
export function isTokenRefused(error: unknown): boolean {
  const codes = [RESTJSONErrorCodes.InvalidWebhookToken, RESTJSONErrorCodes.UnknownWebhook];
  return hasCode(error, codes) || (error instanceof DiscordAPIError && error.status === 401);
}

export function isForbidden(error: unknown): boolean {
  return hasCode(error, [RESTJSONErrorCodes.MissingAccess, RESTJSONErrorCodes.MissingPermissions]);
}

/** Worth another try: the request failed on its way or inside Discord, not because of its contents. */
export function isPassing(error: unknown): boolean {
  if (error instanceof DiscordAPIError || error instanceof HTTPError) return error.status >= 500;
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('code' in error && typeof error.code === 'string');
}

export function hasCode(error: unknown, codes: readonly number[]): boolean {
  return error instanceof DiscordAPIError && codes.some((code) => code === error.code);
}
