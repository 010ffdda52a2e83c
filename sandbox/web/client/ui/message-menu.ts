/** What the viewer can do with a message: react, copy it, give it to the bot, delete it. */
import {ApplicationCommandType, MessageFlags} from 'discord-api-types/v10';
import type {PageMessage, Place} from '../../protocol.ts';
import {labelOf} from '../model/commands.ts';
import {attempt, toast} from '../state/act.ts';
import {type MenuItem, overlay} from '../state/panels.ts';
import {locale, viewerId} from '../state/session.ts';

export interface MenuRequest {
  place: Place;
  shown: PageMessage;
  x: number;
  y: number;
}

export function openMessageMenu(request: MenuRequest): void {
  const {place, shown, x, y} = request;
  const {message, ephemeral} = shown;
  const isLoading = ((message.flags ?? 0) & MessageFlags.Loading) !== 0;
  const react: MenuItem = {label: 'Add a reaction', icon: 'smile', run: () => openReactionPicker(request)};
  const copies: MenuItem[] = [
    {label: 'Copy text', icon: 'copy', run: () => void copy(message.content)},
    {label: 'Copy message id', icon: 'copy', run: () => void copy(message.id)},
  ];
  const isMine = message.author.id === viewerId.value;
  const removal: MenuItem[] =
    ephemeral || isMine || place.mayDelete
      ? [
          {
            label: ephemeral ? 'Dismiss message' : 'Delete message',
            icon: 'trash',
            isDangerous: true,
            run: () => removeMessage(place, shown),
          },
        ]
      : [];
  overlay.value = {
    kind: 'menu',
    label: 'Message',
    x,
    y,
    sections: [
      ephemeral || isLoading ? [] : [react],
      isLoading ? [] : appItems(request),
      message.content ? copies : copies.slice(1),
      removal,
    ],
  };
}

/** The bot's commands that take a message, where Discord has them: in a menu of their own. */
function appItems({place, shown: {message}}: MenuRequest): MenuItem[] {
  const items = place.commands
    .filter(({type}) => type === ApplicationCommandType.Message)
    .map((command) => ({
      label: labelOf(command, locale.value),
      icon: 'app',
      run: () =>
        void attempt({
          do: 'messageCommand',
          channel: place.id,
          message: message.id,
          name: command.name,
        }),
    }));
  return items.length > 0 ? [{label: 'Apps', icon: 'next', items}] : [];
}

export function openReactionPicker({place, shown, x, y}: MenuRequest): void {
  overlay.value = {kind: 'emoji', x, y, pick: (emoji) => react(place, shown, emoji)};
}

function react(place: Place, {message}: PageMessage, emoji: string): void {
  void attempt({do: 'react', channel: place.id, message: message.id, emoji});
}

export function removeMessage(place: Place, {message}: PageMessage): void {
  void attempt({do: 'delete', channel: place.id, message: message.id});
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied');
  } catch {
    toast('The browser does not let this page copy');
  }
}
