import type {Place} from '../../protocol.ts';
import {placeGlyph} from '../model/place-names.ts';
import {isDrawerOpen, isInspectorOpen, isMemberListOpen} from '../state/panels.ts';
import {botId, guild} from '../state/session.ts';
import {Avatar} from './avatar.tsx';
import {Icon} from './icon.tsx';

export function ChannelHeader({place}: {place: Place}) {
  return (
    <header class="channel-header">
      <button
        type="button"
        class="icon-button drawer-button"
        aria-label="Channels"
        aria-expanded={isDrawerOpen.value}
        onClick={() => (isDrawerOpen.value = !isDrawerOpen.value)}
      >
        <Icon name="menu" />
      </button>
      <span class="channel-glyph">
        {place.kind === 'dm' ? (
          <Avatar id={botId.value} name={place.name} size={24} />
        ) : (
          <Icon name={placeGlyph(place)} size={22} />
        )}
      </span>
      <h1>{place.name}</h1>
      {guild.value && (
        <span class="channel-topic">
          {guild.value.name}
          {!guild.value.hasBot && ' · the bot is not in this server'}
        </span>
      )}
      <span class="header-tools">
        <button
          type="button"
          class="icon-button member-button"
          aria-label="Member list"
          aria-pressed={isMemberListOpen.value && !isInspectorOpen.value}
          onClick={() => {
            isMemberListOpen.value = isInspectorOpen.value || !isMemberListOpen.value;
            isInspectorOpen.value = false;
          }}
        >
          <Icon name="people" size={22} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Inspector"
          title="What the bot and Discord say to each other"
          aria-pressed={isInspectorOpen.value}
          onClick={() => (isInspectorOpen.value = !isInspectorOpen.value)}
        >
          <Icon name="pulse" size={22} />
        </button>
      </span>
    </header>
  );
}
