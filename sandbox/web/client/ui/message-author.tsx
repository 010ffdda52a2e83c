import type {APIMessage} from 'discord-api-types/v10';
import {absoluteTime, messageTime} from '../model/times.ts';
import {locale, personName} from '../state/session.ts';

export function MessageAuthor({message}: {message: APIMessage}) {
  const date = new Date(message.timestamp);
  return (
    <h3 class="message-author">
      <span class="author-name">{personName(message.author.id)}</span>
      {message.author.bot && <AppBadge />}
      <time dateTime={message.timestamp} title={absoluteTime(date, 'F', locale.value)}>
        {messageTime(date, new Date(), locale.value)}
      </time>
    </h3>
  );
}

export function AppBadge() {
  return <span class="app-badge">APP</span>;
}

/** The time in the margin of a message without a name, shown while the pointer is on it. */
export function MessageClock({message}: {message: APIMessage}) {
  return (
    <time class="message-clock" dateTime={message.timestamp}>
      {absoluteTime(new Date(message.timestamp), 't', locale.value)}
    </time>
  );
}
