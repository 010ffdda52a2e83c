/** What may go over the wire although the official document does not list it, each with the reason. */

export interface Allowance {
  side: 'bot' | 'sandbox';
  /** Of the routes, as `METHOD /path/as/in/the/document`. */
  routes: RegExp;
  /** The property's name, at any depth. */
  property: string;
  reason: string;
}

export const allowances: readonly Allowance[] = [
  {
    side: 'bot',
    routes: /^(?:PATCH .*\/messages\/|POST \/interactions\/|POST \/webhooks\/)/,
    property: 'enforce_nonce',
    reason:
      'discord.js sends it as false with every message (MessagePayload); Discord knows it for new messages in channels',
  },
  {
    side: 'bot',
    routes: /^(?:PATCH .*\/messages\/|POST \/interactions\/)/,
    property: 'tts',
    reason:
      'discord.js sends it as false with every message (MessagePayload); Discord knows it for new messages',
  },
  {
    side: 'bot',
    routes: /^(?:PATCH .*\/messages\/|POST )/,
    property: 'animated',
    reason:
      'discord.js puts it into the emoji of a button (setEmoji); Discord documents it for partial emoji',
  },
  {
    side: 'sandbox',
    routes: /^GET \/guilds\/\{guild_id\}$/,
    property: 'hub_type',
    reason: 'Discord sends it with every guild, and discord-api-types has it; the document leaves it out',
  },
];

export function isAllowed(
  side: Allowance['side'],
  route: string,
  property: string | number | undefined,
): boolean {
  return allowances.some(
    (allowance) => allowance.side === side && allowance.property === property && allowance.routes.test(route),
  );
}
