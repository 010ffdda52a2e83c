/** How a user starts chat commands, their autocomplete, and commands in a message's menu. */
import {
  type APIApplicationCommand,
  type APIInteractionDataResolved,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import {InteractionHandle} from '../handles/interaction-handle.ts';
import {contextOf, openInteraction} from '../interactions/open.ts';
import {channelPermissions, isGuest, may} from '../permissions.ts';
import type {Services} from '../services.ts';
import type {ChannelRecord, CommandRecord, MessageRecord, UserRecord} from '../state/model.ts';
import {defaultAttachmentSizeLimit} from '../state/world.ts';
import {type OptionValues, readOptions} from './command-options.ts';
import type {OptionContext} from './option-values.ts';
import {ClientRefusal} from './refusal.ts';

export interface CommandCall {
  user: UserRecord;
  channel: ChannelRecord;
  /** Such as `stylize`, or `queue clear` for a subcommand. */
  name: string;
  values: OptionValues;
  /** The user installed the app for themselves, so the guild need not have it. */
  userInstall?: boolean | undefined;
}

export async function startChatCommand(services: Services, call: CommandCall): Promise<InteractionHandle> {
  const {context, data} = await commandData(services, call);
  return new InteractionHandle(
    services,
    openInteraction(services, {
      type: InteractionType.ApplicationCommand,
      user: call.user,
      channel: call.channel,
      commandName: call.name,
      userInstall: call.userInstall,
      data: {...data, ...(Object.keys(context.resolved).length > 0 && {resolved: context.resolved})},
    }),
  );
}

/** Asks the bot for choices for the option `focused`. Its value is the text typed so far. */
export async function startAutocomplete(
  services: Services,
  call: CommandCall,
  focused: string,
): Promise<InteractionHandle> {
  const typed = {...call.values, [focused]: call.values[focused] ?? ''};
  const {data} = await commandData(services, {...call, values: typed}, focused);
  return new InteractionHandle(
    services,
    openInteraction(services, {
      type: InteractionType.ApplicationCommandAutocomplete,
      user: call.user,
      channel: call.channel,
      commandName: call.name,
      userInstall: call.userInstall,
      data,
    }),
  );
}

export function startMessageCommand(
  services: Services,
  call: Omit<CommandCall, 'values'> & {message: MessageRecord},
): InteractionHandle {
  const {message, user} = call;
  const {command, guildId} = findCommand(services, call, ApplicationCommandType.Message);
  const resolved: APIInteractionDataResolved & {messages: Record<string, object>} = {
    messages: {[message.id]: services.payloads.message(message)},
  };
  return new InteractionHandle(
    services,
    openInteraction(services, {
      type: InteractionType.ApplicationCommand,
      user,
      channel: call.channel,
      commandName: command.name,
      userInstall: call.userInstall,
      targetMessageId: message.id,
      data: {...identityOf(command, guildId), target_id: message.id, resolved},
    }),
  );
}

async function commandData(services: Services, call: CommandCall, focused?: string) {
  const [name = '', ...path] = call.name.split(' ');
  const {command, guildId} = findCommand(services, {...call, name}, ApplicationCommandType.ChatInput);
  const context: OptionContext = {
    services,
    user: call.user,
    channel: call.channel,
    sizeLimit:
      call.channel.kind === 'guild' ? call.channel.guild.attachmentSizeLimit : defaultAttachmentSizeLimit,
    resolved: {},
  };
  const options = await readOptions(command, path, call.values, context, focused);
  return {context, data: {...identityOf(command, guildId), options}};
}

function identityOf(command: APIApplicationCommand, guildId: string | undefined) {
  return {id: command.id, name: command.name, type: command.type, ...(guildId && {guild_id: guildId})};
}

/** The commands the client offers this user in this channel. */
export function offeredCommands(
  services: Services,
  place: Pick<CommandCall, 'user' | 'channel'>,
): APIApplicationCommand[] {
  return [...services.world.commands.values()].flatMap(({command}) => {
    try {
      const found = findCommand(services, {...place, name: command.name}, command.type).command;
      return found === command ? [command] : [];
    } catch (error) {
      if (error instanceof ClientRefusal) return [];
      throw error;
    }
  });
}

const placeNames = {guild: 'guilds', dm: 'direct messages', group: 'group chats'};

/** No permission at all (`0`) leaves a command to administrators, who may use every command. */
function isOfferedTo(own: bigint, {default_member_permissions: needed}: APIApplicationCommand): boolean {
  if (needed === null || needed === undefined || own & PermissionFlagsBits.Administrator) return true;
  return needed !== '0' && (own & BigInt(needed)) === BigInt(needed);
}

/** The command this user finds in this channel. @throws ClientRefusal */
function findCommand(
  {world}: Services,
  call: Pick<CommandCall, 'user' | 'channel' | 'name' | 'userInstall'>,
  type: ApplicationCommandType,
): CommandRecord {
  const {channel, user} = call;
  const guild = channel.kind === 'guild' ? channel.guild : undefined;
  const reachable = [...world.commands.values()].filter(({guildId}) => !guildId || guildId === guild?.id);
  const sameType = reachable.filter(({command}) => command.type === type);
  const record = sameType.find(({command}) => command.name === call.name);
  if (!record) {
    const known = sameType.map(({command}) => command.name).join(', ') || 'none';
    throw new ClientRefusal(`there is no command "${call.name}" here; registered: ${known}`);
  }
  const {command} = record;
  if (command.contexts && !command.contexts.includes(contextOf(channel))) {
    throw new ClientRefusal(`"${call.name}" is not offered in ${placeNames[channel.kind]}`);
  }
  const mayBringAlong = command.integration_types?.includes(ApplicationIntegrationType.UserInstall) ?? false;
  if ((call.userInstall || isGuest(channel, world.bot)) && !mayBringAlong) {
    throw new ClientRefusal(`"${call.name}" cannot be installed by users`);
  }
  if (guild && !may(channel, user, 'UseApplicationCommands')) {
    throw new ClientRefusal(
      `${user.username} may not use commands in #${channel.kind === 'guild' && channel.name}`,
    );
  }
  if (guild && !isOfferedTo(channelPermissions(channel, user), command)) {
    throw new ClientRefusal(`${user.username} lacks the permissions "${call.name}" requires`);
  }
  return record;
}
