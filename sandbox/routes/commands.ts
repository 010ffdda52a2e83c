/** Registering application commands, globally and for one guild. */
import type {
  RESTPatchAPIApplicationCommandJSONBody,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import {commandIssues} from '../interactions/command-rules.ts';
import {commandFrom, withoutLocalizations} from '../payloads/commands.ts';
import {DiscordError} from '../rest/discord-error.ts';
import {noContent, ok, param, type RestRequest, type Route} from '../rest/route.ts';
import type {Services} from '../services.ts';
import type {CommandRecord} from '../state/model.ts';
import {commandsBucket} from './buckets.ts';
import {guildOf, requireOwnApplication} from './lookup.ts';

type NewCommand = RESTPostAPIApplicationCommandsJSONBody;

export const commandRoutes: Route[] = [
  ...routesUnder('/applications/{application_id}/commands'),
  ...routesUnder('/applications/{application_id}/guilds/{guild_id}/commands'),
];

function routesUnder(path: string): Route[] {
  const auth = 'bot';
  const list: Route = {
    method: 'GET',
    path,
    auth,
    handle(request, services) {
      const commands = commandsIn(scopeOf(request, services), services).map(({command}) => command);
      const all = request.query.get('with_localizations') === 'true';
      return ok(all ? commands : commands.map(withoutLocalizations));
    },
  };
  const replaceAll: Route<NewCommand[] | null> = {
    method: 'PUT',
    path,
    auth,
    bucket: commandsBucket('replace'),
    handle(request, services) {
      const scope = scopeOf(request, services);
      const wanted = request.body ?? [];
      const issues = wanted.flatMap((command, index) =>
        commandIssues(command, wanted.slice(0, index)).map((issue) => ({
          ...issue,
          path: [index, ...issue.path],
        })),
      );
      if (issues.length > 0) throw new DiscordError('invalidForm', issues);
      const before = commandsIn(scope, services);
      for (const {command} of before) services.world.commands.delete(command.id);
      const after = wanted.map((command) => store(command, scope, services, sameAs(before, command)));
      services.events.emit({type: 'commandsChanged'});
      return ok(after.map(({command}) => command));
    },
  };
  const create: Route<NewCommand> = {
    method: 'POST',
    path,
    auth,
    bucket: commandsBucket('create'),
    handle(request, services) {
      const scope = scopeOf(request, services);
      const before = sameAs(commandsIn(scope, services), request.body);
      const issues = commandIssues(request.body, []);
      if (issues.length > 0) throw new DiscordError('invalidForm', issues);
      const {command} = store(request.body, scope, services, before);
      services.events.emit({type: 'commandsChanged'});
      return {status: before ? 200 : 201, body: command};
    },
  };
  const get: Route = {
    method: 'GET',
    path: `${path}/{command_id}`,
    auth,
    handle: (request, services) => ok(commandOf(request, services).command),
  };
  const edit: Route<RESTPatchAPIApplicationCommandJSONBody> = {
    method: 'PATCH',
    path: `${path}/{command_id}`,
    auth,
    bucket: commandsBucket('edit'),
    handle(request, services) {
      const before = commandOf(request, services);
      // A patched command is a command again, because the request schema allows the same fields as for creating one.
      const merged = {...before.command, ...request.body} as NewCommand;
      const issues = commandIssues(merged, []);
      if (issues.length > 0) throw new DiscordError('invalidForm', issues);
      const {command} = store(merged, before.guildId, services, before);
      services.events.emit({type: 'commandsChanged'});
      return ok(command);
    },
  };
  const remove: Route = {
    method: 'DELETE',
    path: `${path}/{command_id}`,
    auth,
    bucket: commandsBucket('delete'),
    handle(request, services) {
      services.world.commands.delete(commandOf(request, services).command.id);
      services.events.emit({type: 'commandsChanged'});
      return noContent;
    },
  };
  return [list, replaceAll, create, get, edit, remove];
}

/** The guild id in the path; undefined for global commands. */
function scopeOf(request: RestRequest, services: Services): string | undefined {
  requireOwnApplication(request, services);
  return request.params.guild_id === undefined ? undefined : guildOf(request, services).id;
}

function commandsIn(scope: string | undefined, {world}: Services): CommandRecord[] {
  return [...world.commands.values()].filter(({guildId}) => guildId === scope);
}

function commandOf(request: RestRequest, services: Services): CommandRecord {
  const scope = scopeOf(request, services);
  const found = services.world.commands.get(param(request, 'command_id'));
  if (!found || found.guildId !== scope) throw new DiscordError('unknownCommand');
  return found;
}

function sameAs(commands: readonly CommandRecord[], wanted: NewCommand): CommandRecord | undefined {
  return commands.find(({command}) => command.name === wanted.name && command.type === (wanted.type ?? 1));
}

/** Keeps the id of the command it replaces. */
function store(
  body: NewCommand,
  scope: string | undefined,
  services: Services,
  before: CommandRecord | undefined,
): CommandRecord {
  const {ids, world} = services;
  const command = commandFrom(body, {
    id: before?.command.id ?? ids.next(),
    applicationId: world.applicationId,
    version: ids.next(),
    guildId: scope,
  });
  const record = {command, ...(scope && {guildId: scope})};
  world.commands.set(command.id, record);
  return record;
}
