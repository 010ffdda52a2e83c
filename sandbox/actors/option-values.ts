/** Checks one option of a chat command, as the client does while the user types. */
import {
  type APIApplicationCommandBasicOption,
  type APIAttachment,
  type APIInteractionDataResolved,
  type APIInteractionDataResolvedChannel,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10';
import {extensionOf, fileTypeGroups} from '../attachments/content-types.ts';
import type {StoredFile} from '../attachments/store.ts';
import {ChannelHandle} from '../handles/channel-handle.ts';
import {memberPayload, userPayload} from '../payloads/people.ts';
import {guildChannelPayload} from '../payloads/places.ts';
import {channelPermissions} from '../permissions.ts';
import type {Services} from '../services.ts';
import type {ChannelRecord, UserRecord} from '../state/model.ts';
import {FileInput} from './file.ts';
import {ClientRefusal} from './refusal.ts';

/** For a user option, pass a scripted user. */
export type OptionValue = string | number | boolean | FileInput | ChannelHandle | {record: UserRecord};

export interface OptionContext {
  services: Services;
  user: UserRecord;
  channel: ChannelRecord;
  sizeLimit: number;
  /** Gets an entry for each file, user and channel that is read. */
  resolved: APIInteractionDataResolved;
}

/** Turns a value into the one the interaction carries. @throws ClientRefusal */
export async function readOption(
  option: APIApplicationCommandBasicOption,
  value: OptionValue,
  context: OptionContext,
): Promise<string | number | boolean> {
  switch (option.type) {
    case Type.String:
      return readString(option, value);
    case Type.Integer:
    case Type.Number:
      return readNumber(option, value);
    case Type.Boolean:
      if (typeof value !== 'boolean') throw mismatch(option.name, 'true or false', value);
      return value;
    case Type.Attachment: {
      if (!(value instanceof FileInput)) throw mismatch(option.name, 'a file', value);
      return readFile(option, value, context);
    }
    case Type.User:
    case Type.Mentionable: {
      if (typeof value !== 'object' || !('record' in value) || !('username' in value.record)) {
        throw mismatch(option.name, 'a user', value);
      }
      return resolveUser(value.record, context);
    }
    case Type.Channel: {
      if (!(value instanceof ChannelHandle)) throw mismatch(option.name, 'a channel', value);
      return resolveChannel(value.record, context);
    }
    default:
      throw new ClientRefusal(
        `option "${option.name}" is of type ${option.type}, which the sandbox cannot fill`,
      );
  }
}

function readString(
  option: APIApplicationCommandBasicOption & {type: Type.String},
  value: OptionValue,
): string {
  if (typeof value !== 'string') throw mismatch(option.name, 'text', value);
  requireChoice(option, value);
  const shortest = ('min_length' in option ? option.min_length : undefined) ?? 0;
  const longest = ('max_length' in option ? option.max_length : undefined) ?? 6000;
  if (value.length < shortest || value.length > longest) {
    throw new ClientRefusal(
      `"${option.name}" takes ${shortest} to ${longest} characters, got ${value.length}`,
    );
  }
  return value;
}

function readNumber(
  option: APIApplicationCommandBasicOption & {type: Type.Integer | Type.Number},
  value: OptionValue,
): number {
  const isWhole = option.type === Type.Integer;
  if (typeof value !== 'number' || !Number.isFinite(value) || (isWhole && !Number.isInteger(value))) {
    throw mismatch(option.name, isWhole ? 'a whole number' : 'a number', value);
  }
  requireChoice(option, value);
  const least = ('min_value' in option ? option.min_value : undefined) ?? -(2 ** 53);
  const most = ('max_value' in option ? option.max_value : undefined) ?? 2 ** 53;
  if (value < least || value > most) {
    throw new ClientRefusal(`"${option.name}" must be ${least} to ${most}, got ${value}`);
  }
  return value;
}

function requireChoice(option: APIApplicationCommandBasicOption, value: string | number): void {
  if (!('choices' in option) || !option.choices?.length) return;
  if (option.choices.some((choice) => choice.value === value)) return;
  const known = option.choices.map((choice) => choice.value).join(', ');
  throw new ClientRefusal(`"${option.name}" must be one of ${known}; got ${value}`);
}

async function readFile(
  option: APIApplicationCommandBasicOption,
  input: FileInput,
  context: OptionContext,
): Promise<string> {
  const {file} = input;
  requireFileType(option, file.filename);
  const stored = await uploadForInteraction(input, context);
  context.resolved.attachments = {
    ...context.resolved.attachments,
    [stored.id]: attachmentOf(stored, context.services),
  };
  return stored.id;
}

export function attachmentOf(file: StoredFile, services: Services): APIAttachment {
  return services.payloads.attachment(file);
}

/** @throws ClientRefusal if the declared size exceeds the limit. */
export function uploadForInteraction(input: FileInput, context: OptionContext): Promise<StoredFile> {
  const {file} = input;
  const size = file.declaredSize ?? file.bytes.byteLength;
  if (size > context.sizeLimit) {
    throw new ClientRefusal(`${file.filename} has ${size} bytes, the limit is ${context.sizeLimit}`);
  }
  const {attachments, world} = context.services;
  return attachments.add(`ephemeral-attachments/${world.applicationId}`, file, {ephemeral: true});
}

/** `file_types` lists groups such as `image` and extensions such as `.png`. Only the filename is checked. */
export function requireFileType(field: {name: string} | {custom_id: string}, filename: string): void {
  const allowed: unknown = 'file_types' in field ? field.file_types : undefined;
  if (!Array.isArray(allowed) || allowed.length === 0) return;
  const extension = extensionOf(filename);
  const fits = allowed.some((type) => type === `.${extension}` || fileTypeGroups[type]?.includes(extension));
  const name = 'name' in field ? field.name : field.custom_id;
  if (!fits) throw new ClientRefusal(`"${name}" takes ${allowed.join(', ')}; got ${filename}`);
}

function resolveUser(user: UserRecord, context: OptionContext): string {
  context.resolved.users = {...context.resolved.users, [user.id]: userPayload(user)};
  const guild = context.channel.kind === 'guild' ? context.channel.guild : undefined;
  const member = guild?.members.get(user.id);
  if (member) {
    const {user: _user, deaf: _deaf, mute: _mute, ...partial} = memberPayload(member);
    const permissions = String(channelPermissions(context.channel, user));
    context.resolved.members = {...context.resolved.members, [user.id]: {...partial, permissions}};
  }
  return user.id;
}

function resolveChannel(channel: ChannelRecord, context: OptionContext): string {
  if (channel.kind !== 'guild') throw new ClientRefusal('a direct message cannot be chosen as a channel');
  const {id, name, type} = guildChannelPayload(channel);
  const permissions = String(channelPermissions(channel, context.user));
  const resolved: APIInteractionDataResolvedChannel = {id, name, type, permissions};
  context.resolved.channels = {...context.resolved.channels, [id]: resolved};
  return id;
}

function mismatch(name: string, expected: string, value: OptionValue): ClientRefusal {
  const got = value instanceof FileInput ? `the file ${value.file.filename}` : String(value);
  return new ClientRefusal(`"${name}" takes ${expected}, got ${got}`);
}
