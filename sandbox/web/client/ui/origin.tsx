import {type APIMessage, MessageType} from 'discord-api-types/v10';
import type {Place} from '../../protocol.ts';
import {personName} from '../state/session.ts';
import {Avatar} from './avatar.tsx';
import {goTo} from './go-to.ts';
import {InlineMarkdown} from './markdown.tsx';

/** Shows what a message answers: a command somebody used, or another message. */
export function Origin({message, place}: {message: APIMessage; place: Place}) {
  if (message.type === MessageType.Reply) return <RepliedTo message={message} place={place} />;
  const {interaction} = message;
  if (!interaction) return null;
  return (
    <p class="origin">
      <Avatar id={interaction.user.id} name={personName(interaction.user.id)} size={16} />
      <strong>{personName(interaction.user.id)}</strong> used{' '}
      <span class="origin-command">
        {message.type === MessageType.ContextMenuCommand ? interaction.name : `/${interaction.name}`}
      </span>
    </p>
  );
}

/** Discord says itself whether the answered message is deleted (null) or was not looked up (absent). */
function RepliedTo({message, place}: {message: APIMessage; place: Place}) {
  const {referenced_message: original} = message;
  if (!original) {
    return (
      <p class="origin">
        <i>{original === null ? 'Original message was deleted' : 'Message could not be loaded'}</i>
      </p>
    );
  }
  const [firstLine = ''] = original.content.split('\n');
  const isBare = firstLine === '';
  return (
    <button
      type="button"
      class="origin origin-button"
      onClick={() => goTo({channel: place.id, message: original.id})}
    >
      <Avatar id={original.author.id} name={personName(original.author.id)} size={16} />
      <strong>{personName(original.author.id)}</strong>
      <span class="origin-text">
        {isBare ? <i>Click to see the attachment</i> : <InlineMarkdown source={firstLine} isPreview />}
      </span>
    </button>
  );
}
