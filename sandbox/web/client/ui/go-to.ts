/** Shows a channel, or a message in it. */
import {toast} from '../state/act.ts';
import {channelId, openChannel, places} from '../state/session.ts';

export function goTo({channel, message}: {channel: string; message: string | undefined}): void {
  if (!places.value.some(({id}) => id === channel)) {
    toast('You cannot see that channel');
    return;
  }
  if (channelId.value !== channel) openChannel(channel);
  // The channel's messages are drawn first.
  if (message !== undefined) requestAnimationFrame(() => show(message));
}

function show(id: string): void {
  const element = document.getElementById(`message-${id}`);
  if (!element) toast('That message is not here any more');
  element?.scrollIntoView({block: 'center', behavior: 'smooth'});
  element?.animate([{backgroundColor: 'var(--highlight)'}, {}], {duration: 1800});
}
