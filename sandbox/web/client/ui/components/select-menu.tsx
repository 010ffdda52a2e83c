import {
  type APIChannelSelectComponent,
  type APIMentionableSelectComponent,
  type APIRoleSelectComponent,
  type APIStringSelectComponent,
  type APIUserSelectComponent,
  ComponentType,
} from 'discord-api-types/v10';
import {attempt} from '../../state/act.ts';
import {guild, people, places} from '../../state/session.ts';
import {Chooser, type ChooserOption} from '../chooser.tsx';
import type {Around} from './around.ts';

type Select =
  | APIStringSelectComponent
  | APIUserSelectComponent
  | APIRoleSelectComponent
  | APIMentionableSelectComponent
  | APIChannelSelectComponent;

export function SelectMenu({select, message, place}: Around & {select: Select}) {
  const {custom_id: customId} = select;
  return (
    <Chooser
      // The menu starts again from scratch when the bot offers something else.
      key={JSON.stringify(select)}
      label={select.placeholder ?? 'Make a selection'}
      options={optionsOf(select)}
      chosen={defaultsOf(select)}
      least={select.min_values ?? 1}
      most={select.max_values ?? 1}
      isDisabled={select.disabled ?? false}
      onChoose={(values) =>
        void attempt({do: 'select', channel: place.id, message: message.id, customId, values})
      }
    />
  );
}

function optionsOf(select: Select): ChooserOption[] {
  const users = people.value.map(({id, name, username}) => ({value: id, label: name, description: username}));
  const roles = (guild.value?.roles ?? []).map(({id, name}) => ({
    value: id,
    label: name,
    description: 'Role',
  }));
  switch (select.type) {
    case ComponentType.StringSelect:
      return select.options.map(({value, label, description, emoji}) => ({
        value,
        label,
        ...(description && {description}),
        ...(emoji?.name && {emoji: emoji.name}),
      }));
    case ComponentType.UserSelect:
      return users;
    case ComponentType.RoleSelect:
      return roles;
    case ComponentType.MentionableSelect:
      return [...users, ...roles];
    case ComponentType.ChannelSelect:
      return places.value
        .filter(({memberIds}) => !memberIds)
        .map(({id, name}) => ({value: id, label: `#${name}`}));
  }
}

function defaultsOf(select: Select): string[] {
  if (select.type === ComponentType.StringSelect) {
    return select.options.filter((option) => option.default).map(({value}) => value);
  }
  return (select.default_values ?? []).map(({id}) => id);
}
