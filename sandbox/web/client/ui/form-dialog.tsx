import {type APIModalInteractionResponseCallbackData, ComponentType} from 'discord-api-types/v10';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {FileValue, ModalInput} from '../../protocol.ts';
import {act} from '../state/act.ts';
import {botId, openForm, personName} from '../state/session.ts';
import {Avatar} from './avatar.tsx';
import {type FieldValue, FormField, initialValue} from './form-field.tsx';
import {Icon} from './icon.tsx';
import {Markdown} from './markdown.tsx';

/** The modal that an interaction has shown. */
export function FormDialog() {
  const interaction = openForm.value;
  if (!interaction?.modal) return null;
  return <OpenForm key={interaction.id} id={interaction.id} modal={interaction.modal} />;
}

function OpenForm({id, modal}: {id: string; modal: APIModalInteractionResponseCallbackData}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState<Record<string, FieldValue>>(() =>
    Object.fromEntries(fieldsOf(modal).map(({field}) => [field.custom_id, initialValue(field)])),
  );
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => {
    openForm.value = undefined;
  };
  const submit = async (): Promise<void> => {
    setSending(true);
    const {inputs, files} = packed(values);
    try {
      await act({do: 'modal', interaction: id, values: inputs}, files);
      close();
    } catch (error) {
      // Not as a toast, because nothing outside an open dialog can be seen or reached.
      setProblem(error instanceof Error ? error.message : String(error));
      setSending(false);
    }
  };
  return (
    <dialog ref={dialog} class="dialog form-dialog" aria-labelledby="form-title" onClose={close}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header>
          <Avatar id={botId.value} name={personName(botId.value)} size={32} />
          <h2 id="form-title">{modal.title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </header>
        <div class="form-fields">
          {modal.components.map((component, index) => {
            if (component.type === ComponentType.TextDisplay) {
              return <Markdown key={index} source={component.content} />;
            }
            return fieldsOf({...modal, components: [component]}).map(({field, label, description}) => (
              <FormField
                key={field.custom_id}
                field={field}
                label={label}
                description={description}
                value={values[field.custom_id] ?? initialValue(field)}
                onChange={(value) => setValues((before) => ({...before, [field.custom_id]: value}))}
              />
            ));
          })}
          <p class="failed" role="alert">
            {problem}
          </p>
          <p class="form-note">This form goes to the bot. Do not put passwords in it.</p>
        </div>
        <div class="dialog-buttons">
          <button type="button" class="button button-plain" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={isSending}>
            Submit
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** The fields to fill in, each with its label and description. */
function fieldsOf({components}: APIModalInteractionResponseCallbackData) {
  return components.flatMap((component) => {
    if (component.type === ComponentType.Label) {
      return [{field: component.component, label: component.label, description: component.description}];
    }
    if (component.type !== ComponentType.ActionRow) return [];
    return component.components.map((field) => ({field, label: field.label ?? '', description: undefined}));
  });
}

/** Puts files into a list of their own; the values refer to them by index. */
function packed(values: Record<string, FieldValue>): {inputs: Record<string, ModalInput>; files: File[]} {
  const files: File[] = [];
  const inputs = Object.entries(values).map(([key, value]): [string, ModalInput] => {
    if (typeof value === 'string') return [key, value];
    const texts = value.filter((entry) => typeof entry === 'string');
    if (texts.length > 0 || value.length === 0) return [key, texts];
    const refs = value
      .filter((entry) => entry instanceof File)
      .map((file): FileValue => ({file: files.push(file) - 1}));
    return [key, refs];
  });
  return {inputs: Object.fromEntries(inputs), files};
}
