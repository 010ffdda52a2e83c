import type {PageMessage, Place} from '../../protocol.ts';
import {beside} from '../state/panels.ts';
import {Icon} from './icon.tsx';
import {openMessageMenu, openReactionPicker} from './message-menu.ts';

/** The small toolbar on the message under the pointer. */
export function MessageTools({place, shown}: {place: Place; shown: PageMessage}) {
  return (
    <div class="message-tools">
      {!shown.ephemeral && (
        <button
          type="button"
          class="icon-button"
          aria-label="Add a reaction"
          onClick={(event) => openReactionPicker({place, shown, ...beside(event.currentTarget)})}
        >
          <Icon name="smile" />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="More"
        aria-haspopup="menu"
        onClick={(event) => openMessageMenu({place, shown, ...beside(event.currentTarget)})}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}
