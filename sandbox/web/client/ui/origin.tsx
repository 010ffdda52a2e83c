import {type APIMessage, MessageType} from 'discord-api-types/v10';
import type {Place} from '../../protocol.ts';
import {messagesOf, personName} from '../state/session.ts';
import {Avatar} from './avatar.tsx';
import {InlineMarkdown} from './markdown.tsx';

/** Shows what a message answers: a command somebody used, or another message. */
export function Origin({message, place}: {message: APIMessage; place: Place}) {
  const answered = message.message_reference?.message_id;
  if (answered) return <RepliedTo place={place} messageId={answered} />;
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

function RepliedTo({place, messageId}: {place: Place; messageId: string}) {
  const original = messagesOf(place.id).value.find(({id}) => id === messageId)?.content.value.message;
  if (!original) {
    return (
      <p class="origin">
        <i>Original message was deleted</i>
      </p>
    );
  }
  const [firstLine = ''] = original.content.split('\n');
  const isBare = firstLine === '';
  return (
    <button type="button" class="origin origin-button" onClick={() => showMessage(messageId)}>
      <Avatar id={original.author.id} name={personName(original.author.id)} size={16} />
      <strong>{personName(original.author.id)}</strong>
      <span class="origin-text">
        {isBare ? <i>Click to see the attachment</i> : <InlineMarkdown source={firstLine} isPreview />}
      </span>
    </button>
  );
}

function showMessage(id: string): void {
  const element = document.getElementById(`message-${id}`);
  element?.scrollIntoView({block: 'center', behavior: 'smooth'});
  element?.animate([{backgroundColor: 'var(--highlight)'}, {}], {duration: 1800});
}
