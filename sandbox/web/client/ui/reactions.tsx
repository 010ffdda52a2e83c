import type {PageMessage, Place} from '../../protocol.ts';
import {attempt} from '../state/act.ts';
import {beside} from '../state/panels.ts';
import {Icon} from './icon.tsx';
import {openReactionPicker} from './message-menu.ts';

export function Reactions({shown, place}: {shown: PageMessage; place: Place}) {
  const {message, reactors} = shown;
  const {reactions = []} = message;
  if (reactions.length === 0) return null;
  return (
    <div class="reactions">
      {reactions.map(({emoji, count, me}, index) => {
        const name = emoji.name ?? '';
        const sent = emoji.id ? `${name}:${emoji.id}` : name;
        return (
          <button
            key={sent}
            type="button"
            class="reaction"
            aria-pressed={me}
            aria-label={`${name}, ${count} ${count === 1 ? 'reaction' : 'reactions'}`}
            title={(reactors[index] ?? []).join(', ')}
            onClick={() =>
              void attempt({
                do: me ? 'unreact' : 'react',
                channel: place.id,
                message: message.id,
                emoji: sent,
              })
            }
          >
            <span class="reaction-emoji">{emoji.id ? `:${name}:` : name}</span>
            <span key={count} class="reaction-count">
              {count}
            </span>
          </button>
        );
      })}
      {place.mayReact && (
        <button
          type="button"
          class="reaction reaction-add"
          aria-label="Add a reaction"
          onClick={(event) => openReactionPicker({place, shown, ...beside(event.currentTarget)})}
        >
          <Icon name="smile" size={18} />
        </button>
      )}
    </div>
  );
}
