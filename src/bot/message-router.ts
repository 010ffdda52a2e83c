import {type GatewayMessageCreateDispatchData, MessageType} from 'discord.js';
import {requireWelcome} from '../commands/access/welcome.ts';
import type {Repertoire} from '../commands/command.ts';
import {attachedImagesOf} from '../commands/picker/message-images.ts';
import type {Services} from '../commands/services.ts';
import {wordsFor} from '../commands/words/words.ts';
import {showNotice} from './notices.ts';

export interface IncomingMessage {
  data: GatewayMessageCreateDispatchData;
  /** This bot's user. */
  botId: string;
  /** The channel above a thread. It has to be asked for. */
  parentId(): Promise<string | undefined>;
}

/** The gateway may bring a message twice within minutes, when a session is resumed. */
const remembered = 1000;
const locale = 'en-US';

/**
 * A photo sent to the bot is an order: in direct messages, and in a message that mentions it by name. Discord shows the
 * bot both without the privileged intent. A reply pings as well, but names nobody: it is talk, not an order.
 */
export function createMessageRouter(services: Services, {paintMessage}: Pick<Repertoire, 'paintMessage'>) {
  const seen = new Set<string>();

  function isNew(id: string): boolean {
    if (seen.has(id)) return false;
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
    return true;
  }

  return async function route({data, botId, parentId}: IncomingMessage): Promise<void> {
    const {id, channel_id: channelId, guild_id: guildId, author, member} = data;
    if (!isFromPerson(data)) return;
    const content = data.content ?? '';
    const mention = new RegExp(`<@!?${botId}>`, 'g');
    if ((guildId !== undefined && content.match(mention) === null) || !isNew(id)) return;
    const place = {locale: services.store.ofOwner(author.id)[0]?.locale ?? locale, ...(guildId && {guildId})};
    const images = attachedImagesOf(data);
    try {
      const visitor = {userId: author.id, roleIds: member?.roles ?? [], guildId, channelId};
      const areChannelsChosen = services.guildSettings.of(guildId).channels.length > 0;
      requireWelcome(services, {...visitor, parentId: areChannelsChosen ? await parentId() : undefined});
      if (images.length === 0) {
        const {sendPhoto} = wordsFor(place.locale).pages.picker;
        return await showNotice(services, {id, channelId}, place, {content: sendPhoto, components: []});
      }
      const text = content.replaceAll(mention, ' ');
      await paintMessage({id, channelId, guildId, author: author.id, text, images, locale: place.locale});
    } catch (error) {
      const refusal = services.explain(error, place.locale);
      await showNotice(services, {id, channelId}, place, {content: refusal, components: []});
    }
  };
}

/** Not from a bot, a webhook or Discord itself, which tells of pins and calls. */
function isFromPerson({type, author, webhook_id: webhook}: IncomingMessage['data']): boolean {
  const isWritten = type === MessageType.Default || type === MessageType.Reply;
  return isWritten && !author.bot && !author.system && (webhook ?? null) === null;
}
