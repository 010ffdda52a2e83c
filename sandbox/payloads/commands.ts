import {
  type APIApplicationCommand,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';

/** A registered command as the API returns it: the request with Discord's defaults and without nulls. */
export function commandFrom(
  body: RESTPostAPIApplicationCommandsJSONBody,
  identity: {id: string; applicationId: string; version: string; guildId: string | undefined},
): APIApplicationCommand {
  const permissions = body.default_member_permissions;
  const options = 'options' in body ? body.options : undefined;
  return {
    id: identity.id,
    application_id: identity.applicationId,
    version: identity.version,
    type: body.type ?? ApplicationCommandType.ChatInput,
    name: body.name,
    name_localizations: localizations(body.name_localizations),
    description: 'description' in body ? (body.description ?? '') : '',
    description_localizations: localizations(
      'description_localizations' in body ? body.description_localizations : null,
    ),
    default_member_permissions:
      permissions === undefined || permissions === null ? null : String(permissions),
    nsfw: body.nsfw ?? false,
    contexts: body.contexts ?? null,
    ...(options && {options: withoutNulls(options)}),
    ...(identity.guildId
      ? {guild_id: identity.guildId}
      : {integration_types: body.integration_types ?? [ApplicationIntegrationType.GuildInstall]}),
  };
}

/** Lists contain no translations unless the request asks for them. */
export function withoutLocalizations(command: APIApplicationCommand): APIApplicationCommand {
  const {name_localizations: _names, description_localizations: _descriptions, ...rest} = command;
  return rest;
}

function localizations(texts: Record<string, string | null | undefined> | null | undefined) {
  const given = Object.entries(texts ?? {}).filter(([, text]) => typeof text === 'string');
  return given.length > 0 ? Object.fromEntries(given) : null;
}

/** A copy without nulls. The type stays the same, because every field that may be null may also be absent. */
function withoutNulls<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, entry: unknown) => (entry === null ? undefined : entry)),
  ) as T;
}
