import type {PageInteraction} from '../../protocol.ts';
import {botId, pending, personName, viewerId} from '../state/session.ts';
import {Avatar} from './avatar.tsx';
import {Icon} from './icon.tsx';
import {AppBadge} from './message-author.tsx';

/** Shows a command on its way to the bot, or one the bot never answered. */
export function PendingCommand({interaction}: {interaction: PageInteraction}) {
  const isFailed = interaction.state === 'failed';
  const name = personName(viewerId.value);
  return (
    <li class="message" data-group="first" data-ephemeral={isFailed}>
      <p class="origin">
        <Avatar id={viewerId.value} name={name} size={16} />
        <strong>{name}</strong> used <span class="origin-command">{interaction.commandName}</span>
      </p>
      <div class="message-body">
        <span class="message-avatar">
          <Avatar id={botId.value} name={personName(botId.value)} />
        </span>
        <div class="message-content">
          <h3 class="message-author">
            <span class="author-name">{personName(botId.value)}</span>
            <AppBadge />
          </h3>
          {isFailed ? (
            <>
              <p class="failed">The application did not respond</p>
              <p class="ephemeral-note">
                <Icon name="eye" size={16} /> Only you can see this ·{' '}
                <button type="button" class="link-button" onClick={() => forget(interaction.id)}>
                  Dismiss message
                </button>
              </p>
            </>
          ) : (
            <p class="thinking">Sending command…</p>
          )}
        </div>
      </div>
    </li>
  );
}

function forget(id: string): void {
  pending.value = pending.value.filter((other) => other.id !== id);
}
