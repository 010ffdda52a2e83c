import type {Place} from '../../protocol.ts';
import {hueOf} from '../model/colors.ts';
import {isDrawerOpen} from '../state/panels.ts';
import {botId, channelId, directMessages, guild, guilds, openChannel, unread} from '../state/session.ts';
import {Avatar} from './avatar.tsx';
import {Icon} from './icon.tsx';
import {UserPanel} from './user-panel.tsx';

export function Sidebar() {
  return (
    <div class="sidebar">
      <GuildRail />
      <div class="channel-column">
        <ChannelColumn />
        <UserPanel />
      </div>
    </div>
  );
}

function GuildRail() {
  const dms = directMessages.value;
  return (
    <nav class="guild-rail" aria-label="Servers">
      <RailButton
        label="Direct messages"
        isActive={!guild.value}
        isUnread={dms.some(({id}) => unread.value.has(id))}
        onClick={() => dms[0] && go(dms[0].id)}
      >
        <Icon name="at" size={24} />
      </RailButton>
      <hr />
      {guilds.value.map(({id, name, channels}) => (
        <RailButton
          key={id}
          label={name}
          isActive={guild.value?.id === id}
          isUnread={channels.some((channel) => unread.value.has(channel.id))}
          hue={hueOf(id)}
          onClick={() => channels[0] && go(channels[0].id)}
        >
          {initials(name)}
        </RailButton>
      ))}
    </nav>
  );
}

interface RailButtonProps {
  label: string;
  isActive: boolean;
  isUnread: boolean;
  hue?: number;
  onClick: () => void;
  children: preact.ComponentChildren;
}

function RailButton({label, isActive, isUnread, hue, onClick, children}: RailButtonProps) {
  return (
    <button
      type="button"
      class="rail-button"
      aria-label={isUnread ? `${label}, unread` : label}
      aria-current={isActive}
      data-unread={isUnread}
      title={label}
      style={hue === undefined ? {} : {'--hue': hue}}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function ChannelColumn() {
  const here = guild.value;
  if (!here) {
    return (
      <>
        <h2 class="column-title">Direct messages</h2>
        <nav class="channel-list" aria-label="Direct messages">
          {directMessages.value.map((place) => (
            <ChannelLink key={place.id} place={place}>
              <Avatar id={place.kind === 'dm' ? botId.value : place.id} name={place.name} size={32} />
            </ChannelLink>
          ))}
        </nav>
      </>
    );
  }
  return (
    <>
      <h2 class="column-title">{here.name}</h2>
      <nav class="channel-list" aria-label="Channels">
        {!here.hasBot && (
          <p class="column-note">
            The bot was not invited here. Here you use it as an app you installed yourself.
          </p>
        )}
        <h3>Text channels</h3>
        {here.channels.map((place) => (
          <ChannelLink key={place.id} place={place}>
            <Icon name="hash" />
          </ChannelLink>
        ))}
      </nav>
    </>
  );
}

function ChannelLink({place, children}: {place: Place; children: preact.ComponentChildren}) {
  const isUnread = unread.value.has(place.id);
  return (
    <button
      type="button"
      class="channel-link"
      data-kind={place.kind}
      data-unread={isUnread}
      aria-current={channelId.value === place.id ? 'page' : undefined}
      onClick={() => go(place.id)}
    >
      {children}
      <span class="channel-name">{place.name}</span>
      {isUnread && <span class="visually-hidden">, unread</span>}
    </button>
  );
}

function go(id: string): void {
  openChannel(id);
  isDrawerOpen.value = false;
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map(([first]) => first)
    .join('')
    .slice(0, 3);
}
