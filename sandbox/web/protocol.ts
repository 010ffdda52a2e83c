/**
 * What the page and its server send each other: a stream of events down, one kind of request up. Only plain data, and
 * only imports that a browser can follow.
 */
import type {
  APIApplicationCommand,
  APIApplicationCommandOptionChoice,
  APIMessage,
  APIModalInteractionResponseCallbackData,
  Locale,
} from 'discord-api-types/v10';
import type {TrafficEntry} from '../traffic-entry.ts';

export interface Person {
  id: string;
  username: string;
  name: string;
  locale: Locale;
  bot: boolean;
  /** Whether the page can act as them. */
  playable: boolean;
  /** Whether they may delete other people's messages somewhere. */
  moderator: boolean;
}

export interface Place {
  id: string;
  name: string;
  kind: 'text' | 'dm' | 'group';
  /** Who takes part; only for direct messages and group chats. */
  memberIds?: string[];
  mayWrite: boolean;
  mayReact: boolean;
  /** Whether the viewer may delete other people's messages here. */
  mayDelete: boolean;
  /** Commands the client offers the viewer here. */
  commands: APIApplicationCommand[];
}

export interface PageGuild {
  id: string;
  name: string;
  /** False: the bot was never invited, so only user-installed commands exist. */
  hasBot: boolean;
  channels: Place[];
  roles: {id: string; name: string}[];
  memberIds: string[];
}

/** One message as the viewer sees it: reactions carry the viewer's `me`. */
export interface PageMessage {
  message: APIMessage;
  /** Names of those who reacted, in the order of `message.reactions`. */
  reactors: string[][];
  /** True if only the viewer sees it. */
  ephemeral: boolean;
}

export interface PageInteraction {
  id: string;
  kind: 'command' | 'component' | 'modal';
  state: 'waiting' | 'deferred' | 'deferredUpdate' | 'answered' | 'failed';
  channelId: string;
  /** Name as shown, such as `/stylize` or `Stylize this`. */
  commandName?: string;
  /** The message whose component was used. */
  sourceId?: string;
  customId?: string;
  modal?: APIModalInteractionResponseCallbackData;
}

export interface Snapshot {
  /** The sandbox's origin. Its URLs begin with it, even if the page was opened under another name. */
  origin: string;
  viewerId: string;
  botId: string;
  people: Person[];
  guilds: PageGuild[];
  dm: Place;
  groups: Place[];
  /** Messages by channel, oldest first. */
  messages: Record<string, PageMessage[]>;
  /** Whether `/web/api/sample` serves a photo. */
  hasSample: boolean;
}

export type PageEvent =
  /** Comes first, and again whenever more than one message changed. */
  | {type: 'snapshot'; snapshot: Snapshot}
  | {type: 'message'; channelId: string; isNew: boolean; message: PageMessage}
  | {type: 'gone'; channelId: string; messageId: string}
  | {type: 'typing'; channelId: string; userId: string}
  | {type: 'interaction'; interaction: PageInteraction}
  | {type: 'traffic'; entries: TrafficEntry[]};

/** Refers to a file of the request: the n of its part `files[n]`. */
export interface FileValue {
  file: number;
}

export type OptionInput = string | number | boolean | FileValue | {user: string} | {channel: string};

export interface CommandInput {
  channel: string;
  /** Such as `stylize`, or `queue clear` for a subcommand. */
  name: string;
  options: Record<string, OptionInput>;
}

export type ModalInput = string | string[] | FileValue[];

/** What the viewer does. */
export type Action =
  | {do: 'send'; channel: string; content: string; files: FileValue[]}
  | ({do: 'command'} & CommandInput)
  | ({do: 'autocomplete'; focused: string} & CommandInput)
  | {do: 'messageCommand'; channel: string; message: string; name: string}
  | {do: 'click'; channel: string; message: string; customId: string}
  | {do: 'select'; channel: string; message: string; customId: string; values: string[]}
  | {do: 'modal'; interaction: string; values: Record<string, ModalInput>}
  | {do: 'react' | 'unreact'; channel: string; message: string; emoji: string}
  | {do: 'delete'; channel: string; message: string}
  | {do: 'type'; channel: string}
  | {do: 'invite'; username: string};

/** What an action returns: `autocomplete` choices, `invite` the new person's id, most others nothing. */
export interface ActionResult {
  choices?: APIApplicationCommandOptionChoice[];
  userId?: string;
}

/** An answer other than 200. */
export interface ActionRefusal {
  error: string;
}
