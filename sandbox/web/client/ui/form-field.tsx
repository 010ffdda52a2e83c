import {
  type APIComponentInLabel,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';
import {useId} from 'preact/hooks';
import {fileSize} from '../model/sizes.ts';
import {Chooser} from './chooser.tsx';

export type Field = APIComponentInLabel | APITextInputComponent;
export type FieldValue = string | readonly (string | File)[];

interface FieldProps {
  field: Field;
  label: string;
  description: string | undefined;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
}

export function initialValue(field: Field): FieldValue {
  if (field.type === ComponentType.TextInput) return field.value ?? '';
  if (field.type !== ComponentType.StringSelect) return [];
  return field.options.filter((option) => option.default).map(({value}) => value);
}

export function FormField({field, label, description, value, onChange}: FieldProps) {
  const id = useId();
  const leastFiles = field.type === ComponentType.FileUpload ? (field.min_values ?? 1) : 1;
  const isRequired = ('required' in field ? (field.required ?? true) : true) && leastFiles > 0;
  return (
    <div class="field">
      <label for={id}>
        {label}
        {isRequired && <span class="required"> *</span>}
      </label>
      {description && <small>{description}</small>}
      <Control
        id={id}
        field={field}
        label={label}
        isRequired={isRequired}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}

type ControlProps = Omit<FieldProps, 'description'> & {id: string; isRequired: boolean};

function Control({id, field, label, isRequired, value, onChange}: ControlProps) {
  switch (field.type) {
    case ComponentType.TextInput: {
      const common = {
        id,
        required: isRequired,
        placeholder: field.placeholder ?? '',
        minLength: field.min_length ?? 0,
        maxLength: field.max_length ?? 4000,
        value: String(value),
      };
      return field.style === TextInputStyle.Paragraph ? (
        <textarea {...common} rows={5} onInput={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input {...common} autocomplete="off" onInput={(event) => onChange(event.currentTarget.value)} />
      );
    }
    case ComponentType.StringSelect:
      return (
        <Chooser
          label={field.placeholder ?? label}
          options={field.options.map(({label: text, value: entry, description, emoji}) => ({
            value: entry,
            label: text,
            ...(description && {description}),
            ...(emoji?.name && {emoji: emoji.name}),
          }))}
          chosen={asTexts(value)}
          least={isRequired ? (field.min_values ?? 1) : 0}
          most={field.max_values ?? 1}
          onChoose={onChange}
        />
      );
    case ComponentType.FileUpload: {
      const files = typeof value === 'string' ? [] : value.filter((entry) => entry instanceof File);
      return (
        <>
          <input
            id={id}
            type="file"
            required={isRequired}
            multiple={(field.max_values ?? 1) > 1}
            onChange={(event) => onChange([...(event.currentTarget.files ?? [])])}
          />
          {files.map((file) => (
            <small key={file.name}>
              {file.name} · {fileSize(file.size)}
            </small>
          ))}
        </>
      );
    }
    default:
      return <p class="failed">A field this page does not know</p>;
  }
}

function asTexts(value: FieldValue): string[] {
  return typeof value === 'string' ? [] : value.filter((entry) => typeof entry === 'string');
}
