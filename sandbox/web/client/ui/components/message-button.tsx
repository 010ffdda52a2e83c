import {type APIButtonComponent, ButtonStyle} from 'discord-api-types/v10';
import {attempt} from '../../state/act.ts';
import {pending} from '../../state/session.ts';
import {Icon} from '../icon.tsx';
import type {Around} from './around.ts';

const classes: Record<ButtonStyle, string> = {
  [ButtonStyle.Primary]: 'button-primary',
  [ButtonStyle.Secondary]: 'button-secondary',
  [ButtonStyle.Success]: 'button-success',
  [ButtonStyle.Danger]: 'button-danger',
  [ButtonStyle.Link]: 'button-secondary',
  [ButtonStyle.Premium]: 'button-primary',
};

export function MessageButton({button, message, place}: Around & {button: APIButtonComponent}) {
  const emoji = 'emoji' in button ? button.emoji?.name : undefined;
  const label = 'label' in button ? button.label : undefined;
  const inside = (
    <>
      {emoji && <span class="button-emoji">{emoji}</span>}
      {label}
    </>
  );
  if (button.style === ButtonStyle.Link) {
    return (
      <a class="button button-secondary" href={safeUrl(button.url)} target="_blank" rel="noreferrer">
        {inside}
        <Icon name="open" size={16} />
      </a>
    );
  }
  if (button.style === ButtonStyle.Premium) return null;
  const {custom_id: customId} = button;
  const isBusy = pending.value.some(
    (interaction) =>
      interaction.sourceId === message.id &&
      interaction.customId === customId &&
      interaction.state === 'waiting',
  );
  return (
    <button
      type="button"
      class={`button ${classes[button.style]}`}
      disabled={button.disabled || isBusy}
      aria-busy={isBusy}
      onClick={() => void attempt({do: 'click', channel: place.id, message: message.id, customId})}
    >
      {inside}
      {isBusy && (
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
    </button>
  );
}

function safeUrl(url: string): string {
  return /^https?:\/\//.test(url) ? url : '#';
}
