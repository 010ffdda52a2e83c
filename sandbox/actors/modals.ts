/** How a user fills in and sends a modal. */
import {
  type APIComponentInLabel,
  type APIInteractionDataResolved,
  type APITextInputComponent,
  ComponentType,
  InteractionType,
} from 'discord-api-types/v10';
import {InteractionHandle} from '../handles/interaction-handle.ts';
import {openInteraction} from '../interactions/open.ts';
import type {InteractionRecord} from '../interactions/record.ts';
import type {Services} from '../services.ts';
import type {UserRecord} from '../state/model.ts';
import {requireValues} from './components.ts';
import {FileInput} from './file.ts';
import {attachmentOf, type OptionContext, requireFileType, uploadForInteraction} from './option-values.ts';
import {ClientRefusal} from './refusal.ts';

/** Text for an input, values for a menu, files for an upload; keyed by custom id. */
export type ModalValues = Readonly<Record<string, string | readonly string[] | readonly FileInput[]>>;

type Field = APIComponentInLabel | APITextInputComponent;

interface Filling {
  values: ModalValues;
  /** Numbers components from 1 in the order they appear, outer before inner. */
  nextId: () => number;
  context: OptionContext;
}

export async function sendModal(
  services: Services,
  user: UserRecord,
  shownBy: InteractionRecord,
  values: ModalValues,
): Promise<InteractionHandle> {
  const {modal} = shownBy;
  if (!modal) throw new ClientRefusal('the interaction has shown no modal');
  if (shownBy.user.id !== user.id) throw new ClientRefusal(`the modal was shown to ${shownBy.user.username}`);
  const resolved: APIInteractionDataResolved = {};
  const {channel, attachmentSizeLimit: sizeLimit} = shownBy;
  let lastId = 0;
  const nextId = () => ++lastId;
  const filling: Filling = {values, nextId, context: {services, user, channel, sizeLimit, resolved}};
  const known = modal.components.flatMap(fieldsOf).map((field) => field.custom_id);
  const stray = Object.keys(values).find((name) => !known.includes(name));
  if (stray) throw new ClientRefusal(`the modal has no field "${stray}"; it has ${known.join(', ')}`);
  const components: object[] = [];
  for (const component of modal.components) {
    const place = {type: component.type, id: nextId()};
    const [field] = fieldsOf(component);
    if (!field) components.push(place);
    else if (component.type === ComponentType.Label) {
      components.push({...place, component: await fill(field, filling)});
    } else components.push({...place, components: [await fill(field, filling)]});
  }
  const record = openInteraction(services, {
    type: InteractionType.ModalSubmit,
    user,
    channel,
    source: shownBy.source,
    triggeredBy: shownBy,
    userInstall: shownBy.userInstallOnly,
    data: {
      custom_id: modal.custom_id,
      components,
      ...(Object.keys(resolved).length > 0 && {resolved}),
    },
  });
  return new InteractionHandle(services, record);
}

function fieldsOf(component: NonNullable<InteractionRecord['modal']>['components'][number]): Field[] {
  if (component.type === ComponentType.Label) return [component.component];
  return component.type === ComponentType.ActionRow ? component.components : [];
}

async function fill(field: Field, {values, context, nextId}: Filling): Promise<object> {
  const base = {type: field.type, id: nextId(), custom_id: field.custom_id};
  const value = values[field.custom_id];
  switch (field.type) {
    case ComponentType.TextInput:
      return {...base, value: readText(field, value ?? field.value ?? '')};
    case ComponentType.StringSelect: {
      const preselected = field.options.filter((option) => option.default).map((option) => option.value);
      const chosen = Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : preselected;
      if (chosen.length > 0 || (field.required ?? true)) requireValues(field, chosen);
      return {...base, values: chosen};
    }
    case ComponentType.FileUpload: {
      const inputs = Array.isArray(value) ? value.filter((entry) => entry instanceof FileInput) : [];
      const least = (field.required ?? true) ? (field.min_values ?? 1) : 0;
      const most = field.max_values ?? 1;
      if (inputs.length < least || inputs.length > most) {
        throw new ClientRefusal(`"${field.custom_id}" takes ${least} to ${most} files; got ${inputs.length}`);
      }
      const ids: string[] = [];
      for (const input of inputs) {
        requireFileType(field, input.file.filename);
        const stored = await uploadForInteraction(input, context);
        context.resolved.attachments = {
          ...context.resolved.attachments,
          [stored.id]: attachmentOf(stored, context.services),
        };
        ids.push(stored.id);
      }
      return {...base, values: ids};
    }
    default:
      throw new ClientRefusal(`"${field.custom_id}" is of type ${field.type}, which the sandbox cannot fill`);
  }
}

function readText(field: APITextInputComponent, value: unknown): string {
  if (typeof value !== 'string') throw new ClientRefusal(`"${field.custom_id}" takes text`);
  if ((field.required ?? true) && value === '')
    throw new ClientRefusal(`"${field.custom_id}" must be filled in`);
  const {min_length: least = 0, max_length: most = 4000} = field;
  if (value.length > most || (value !== '' && value.length < least)) {
    throw new ClientRefusal(`"${field.custom_id}" takes ${least} to ${most} characters; got ${value.length}`);
  }
  return value;
}
