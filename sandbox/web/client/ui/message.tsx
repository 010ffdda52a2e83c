import {MessageFlags} from 'discord-api-types/v10';
import type {PageMessage, Place} from '../../protocol.ts';
import {plainText} from '../model/markdown-inline.ts';
import {type Entry, locale, pending, viewerId} from '../state/session.ts';
import {Attachments} from './attachments.tsx';
import {Avatar} from './avatar.tsx';
import {Components} from './components/components.tsx';
import {Embeds} from './embed.tsx';
import {Icon} from './icon.tsx';
import {Markdown} from './markdown.tsx';
import {MessageAuthor, MessageClock} from './message-author.tsx';
import {openMessageMenu, removeMessage} from './message-menu.ts';
import {MessageTools} from './message-tools.tsx';
import {Origin} from './origin.tsx';
import {Reactions} from './reactions.tsx';

interface MessageProps {
  entry: Entry;
  place: Place;
  isFirstOfGroup: boolean;
  /** True if Tab stops at this message; the arrow keys reach the others. */
  isReachable: boolean;
}

export function Message({entry, place, isFirstOfGroup, isReachable}: MessageProps) {
  const shown = entry.content.value;
  const {message, ephemeral} = shown;
  const flags = message.flags ?? 0;
  const isLoading = (flags & MessageFlags.Loading) !== 0;
  const mentionsMe = message.mentions.some(({id}) => id === viewerId.value);
  const menu = (event: MouseEvent & {currentTarget: HTMLElement}): void => {
    if (event.target instanceof Element && event.target.closest('a, input, textarea, .floating')) return;
    event.preventDefault();
    openMessageMenu({place, shown, x: event.clientX, y: event.clientY});
  };
  return (
    <li
      class="message"
      id={`message-${message.id}`}
      data-group={isFirstOfGroup ? 'first' : 'follows'}
      data-ephemeral={ephemeral}
      data-mentioned={mentionsMe}
      tabIndex={isReachable ? 0 : -1}
      aria-label={`${message.author.global_name ?? message.author.username}, ${plainText([{kind: 'text', text: message.content}])}`}
      onContextMenu={menu}
    >
      {isFirstOfGroup && <Origin message={message} place={place} />}
      <div class="message-body">
        {isFirstOfGroup ? (
          <span class="message-avatar">
            <Avatar id={message.author.id} name={message.author.global_name ?? message.author.username} />
          </span>
        ) : (
          <MessageClock message={message} />
        )}
        <div class="message-content">
          {isFirstOfGroup && <MessageAuthor message={message} />}
          {isLoading ? (
            <Thinking name={message.author.username} />
          ) : (
            <MessageBody shown={shown} place={place} />
          )}
          <Reactions shown={shown} place={place} />
          <FailedInteraction messageId={message.id} />
          {ephemeral && <EphemeralNote shown={shown} place={place} />}
        </div>
      </div>
      {!isLoading && <MessageTools place={place} shown={shown} />}
    </li>
  );
}

function MessageBody({shown, place}: {shown: PageMessage; place: Place}) {
  const {message} = shown;
  const isEdited = message.edited_timestamp !== null;
  const usesComponents = ((message.flags ?? 0) & MessageFlags.IsComponentsV2) !== 0;
  return (
    <>
      {message.content !== '' && (
        <div class="message-text">
          <Markdown source={message.content} />
          {isEdited && (
            <span class="edited" title={new Date(message.edited_timestamp ?? 0).toLocaleString(locale.value)}>
              (edited)
            </span>
          )}
        </div>
      )}
      {!usesComponents && <Attachments attachments={message.attachments} />}
      <Embeds embeds={message.embeds} />
      <Components components={message.components ?? []} message={message} place={place} />
    </>
  );
}

function Thinking({name}: {name: string}) {
  return (
    <p class="thinking">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span class="thinking-name">{name}</span> is thinking…
    </p>
  );
}

function FailedInteraction({messageId}: {messageId: string}) {
  const failed = pending.value.some(({sourceId, state}) => sourceId === messageId && state === 'failed');
  return failed ? <p class="failed">This interaction failed</p> : null;
}

function EphemeralNote({shown, place}: {shown: PageMessage; place: Place}) {
  return (
    <p class="ephemeral-note">
      <Icon name="eye" size={16} /> Only you can see this ·{' '}
      <button type="button" class="link-button" onClick={() => removeMessage(place, shown)}>
        Dismiss message
      </button>
    </p>
  );
}
