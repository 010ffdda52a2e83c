/** How a user clicks buttons and picks from select menus. */
import {
  type APIButtonComponent,
  type APIStringSelectComponent,
  ButtonStyle,
  ComponentType,
  InteractionType,
} from 'discord-api-types/v10';
import {InteractionHandle} from '../handles/interaction-handle.ts';
import {openInteraction} from '../interactions/open.ts';
import type {Services} from '../services.ts';
import {type AnyComponent, walkComponents} from '../state/component-tree.ts';
import {emojiKey} from '../state/emoji.ts';
import type {MessageRecord, UserRecord} from '../state/model.ts';
import {ClientRefusal} from './refusal.ts';

/** Which button is meant; every given field must match. */
export interface ButtonQuery {
  label?: string | RegExp;
  customId?: string | RegExp;
  emoji?: string;
}

export interface SelectQuery {
  customId?: string | RegExp;
  placeholder?: string | RegExp;
}

export function clickButton(
  services: Services,
  user: UserRecord,
  message: MessageRecord,
  query: ButtonQuery,
): InteractionHandle {
  const buttons = componentsOf(services, message, isButton);
  const button = buttons.find((candidate) => fitsButton(candidate, query));
  if (!button) {
    const known = buttons.map(nameOf).join(', ') || 'none';
    throw new ClientRefusal(`the message has no button ${describe(query)}; it has ${known}`);
  }
  if (button.disabled) throw new ClientRefusal(`the button ${nameOf(button)} is disabled`);
  if (button.style === ButtonStyle.Link || button.style === ButtonStyle.Premium) {
    throw new ClientRefusal(
      `the button ${nameOf(button)} is a link or a purchase and does not reach the bot`,
    );
  }
  const data = {component_type: ComponentType.Button, custom_id: button.custom_id, id: button.id};
  return useComponent(services, user, message, data);
}

export function chooseOptions(
  services: Services,
  user: UserRecord,
  message: MessageRecord,
  query: SelectQuery,
  values: readonly string[],
): InteractionHandle {
  const selects = componentsOf(services, message, isSelect);
  const select = selects.find(
    (candidate) =>
      fits(candidate.custom_id, query.customId) && fits(candidate.placeholder, query.placeholder),
  );
  if (!select) {
    const known = selects.map((candidate) => candidate.custom_id).join(', ') || 'none';
    throw new ClientRefusal(`the message has no menu ${describe(query)}; it has ${known}`);
  }
  if (select.disabled) throw new ClientRefusal(`the menu ${select.custom_id} is disabled`);
  requireValues(select, values);
  const data = {
    component_type: ComponentType.StringSelect,
    custom_id: select.custom_id,
    id: select.id,
    values,
  };
  return useComponent(services, user, message, data);
}

/** @throws ClientRefusal if a value is not offered or is repeated, or if there are too few or too many. */
export function requireValues(select: APIStringSelectComponent, values: readonly string[]): void {
  const offered = select.options.map(({value}) => value);
  const unknown = values.find((value) => !offered.includes(value));
  if (unknown !== undefined) {
    throw new ClientRefusal(`the menu offers ${offered.join(', ')}; got ${unknown}`);
  }
  const {min_values: least = 1, max_values: most = 1} = select;
  if (new Set(values).size !== values.length || values.length < least || values.length > most) {
    throw new ClientRefusal(`the menu takes ${least} to ${most} different values; got ${values.length}`);
  }
}

function useComponent(
  services: Services,
  user: UserRecord,
  message: MessageRecord,
  data: object,
): InteractionHandle {
  const record = openInteraction(services, {
    type: InteractionType.MessageComponent,
    user,
    channel: message.channel,
    source: message,
    data,
  });
  return new InteractionHandle(services, record);
}

/** The components as the client received them, with ids filled in. */
function componentsOf<T extends AnyComponent>(
  services: Services,
  message: MessageRecord,
  is: (component: AnyComponent) => component is T,
): T[] {
  const {components = []} = services.payloads.message(message);
  return [...walkComponents(components)].map(({component}) => component).filter(is);
}

function isButton(component: AnyComponent): component is APIButtonComponent {
  return component.type === ComponentType.Button;
}

function isSelect(component: AnyComponent): component is APIStringSelectComponent {
  return component.type === ComponentType.StringSelect;
}

function fitsButton(button: APIButtonComponent, query: ButtonQuery): boolean {
  const emoji = 'emoji' in button ? button.emoji?.name : undefined;
  return (
    fits('label' in button ? button.label : undefined, query.label) &&
    fits('custom_id' in button ? button.custom_id : undefined, query.customId) &&
    (query.emoji === undefined ||
      (emoji !== undefined &&
        emojiKey({id: null, name: emoji ?? ''}) === emojiKey({id: null, name: query.emoji})))
  );
}

function fits(text: string | undefined, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  if (text === undefined) return false;
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}

function nameOf(button: APIButtonComponent): string {
  const label = 'label' in button ? button.label : undefined;
  const emoji = 'emoji' in button ? button.emoji?.name : undefined;
  const customId = 'custom_id' in button ? `(${button.custom_id})` : '';
  return [emoji, label, customId].filter(Boolean).join(' ');
}

function describe(query: object): string {
  return Object.entries(query)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
