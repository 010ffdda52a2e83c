import type {APIUser} from 'discord-api-types/v10';
import type {World} from '../state/world.ts';
import {userPayload} from './people.ts';

/** The bot's application as `/applications/@me` shows it. */
export function applicationPayload(world: World): Record<string, unknown> {
  const guilds = [...world.guilds.values()];
  const owner = guilds.map((guild) => world.users.get(guild.ownerId)).find(Boolean) ?? world.bot;
  return {
    id: world.applicationId,
    name: world.bot.globalName,
    icon: null,
    description: '',
    type: null,
    flags: 0,
    flags_new: '0',
    bot: userPayload(world.bot),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: userPayload(owner),
    team: null,
    approximate_guild_count: guilds.filter((guild) => guild.members.has(world.bot.id)).length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    eligible_oauth2_scopes: ['bot', 'applications.commands'],
  };
}

/** The bot's own account as `/users/@me` shows it. */
export function ownUserPayload(world: World): APIUser {
  return {
    ...userPayload(world.bot),
    mfa_enabled: false,
    locale: world.bot.locale,
    verified: true,
    email: null,
  };
}
