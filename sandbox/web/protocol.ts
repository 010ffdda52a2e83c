/**
 * What the page and its server say to each other: one stream of events down, one kind of request up. Plain data, and
 * no import that a browser could not follow.
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
  /** Somebody the page can act as. */
  playable: boolean;
  /** Whether they may delete other people's messages somewhere. */
  moderator: boolean;
}

export interface Place {
  id: string;
  name: string;
  kind: 'text' | 'dm' | 'group';
  /** Of direct messages and group chats: who is there. */
  memberIds?: string[];
  mayWrite: boolean;
  mayReact: boolean;
  /** Whether the viewer may delete what others wrote. */
  mayDelete: boolean;
  /** What the client offers the viewer here. */
  commands: APIApplicationCommand[];
}

export interface PageGuild {
  id: string;
  name: string;
  /** Where false, the bot was never invited and only user-installed commands exist. */
  hasBot: boolean;
  channels: Place[];
  roles: {id: string; name: string}[];
  memberIds: string[];
}

/** One message as the viewer sees it: reactions carry the viewer's `me`. */
export interface PageMessage {
  message: APIMessage;
  /** Names of those who reacted, by the reaction's place in `message.reactions`. */
  reactors: string[][];
  /** Only the viewer sees it. */
  ephemeral: boolean;
}

export interface PageInteraction {
  id: string;
  kind: 'command' | 'component' | 'modal';
  state: 'waiting' | 'deferred' | 'deferredUpdate' | 'answered' | 'failed';
  channelId: string;
  /** As shown: `/stylize`, `Stylize this`. */
  commandName?: string;
  /** The message whose component was used. */
  sourceId?: string;
  customId?: string;
  modal?: APIModalInteractionResponseCallbackData;
}

export interface Snapshot {
  /** Of the sandbox; its URLs begin with it, by whatever name the page was opened. */
  origin: string;
  viewerId: string;
  botId: string;
  people: Person[];
  guilds: PageGuild[];
  dm: Place;
  groups: Place[];
  /** By channel, oldest first. */
  messages: Record<string, PageMessage[]>;
  /** Whether a photo can be had from `/web/api/sample`. */
  hasSample: boolean;
}

export type PageEvent =
  /** Comes first, and again whenever more changed than one message. */
  | {type: 'snapshot'; snapshot: Snapshot}
  | {type: 'message'; channelId: string; isNew: boolean; message: PageMessage}
  | {type: 'gone'; channelId: string; messageId: string}
  | {type: 'typing'; channelId: string; userId: string}
  | {type: 'interaction'; interaction: PageInteraction}
  | {type: 'traffic'; entries: TrafficEntry[]};

/** A file of the request: the n of its part `files[n]`. */
export interface FileValue {
  file: number;
}

export type OptionInput = string | number | boolean | FileValue | {user: string} | {channel: string};

export interface CommandInput {
  channel: string;
  /** `stylize`, or `queue clear` for a subcommand. */
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

/** What comes back: nothing for most, choices for `autocomplete`, the new person's id for `invite`. */
export interface ActionResult {
  choices?: APIApplicationCommandOptionChoice[];
  userId?: string;
}

/** An answer other than 200. */
export interface ActionRefusal {
  error: string;
}
