import type { ReactElement, SubmitEvent } from 'react';
import { useSpeech } from '../words/language.tsx';

export interface AskField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'date';
  readonly required?: boolean;
  readonly hint?: string;
  /** Then one of them is picked from a list. */
  readonly choices?: readonly Choice[];
}

/** What is sent, and what a person reads. */
export type Choice = readonly [value: string, label: string];

interface AskFormProps {
  readonly fields: readonly AskField[];
  readonly ask: (given: Readonly<Record<string, string>>) => void;
}

/** What a screen asks for; what was asked stands in the address. */
export function AskForm({ fields, ask }: AskFormProps): ReactElement {
  const { say } = useSpeech();
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    ask(Object.fromEntries(fields.map(({ name }) => [name, textOf(form.get(name))])));
  };
  return (
    <form className="ask" onSubmit={submit} key={JSON.stringify(fields.map(({ value }) => value))}>
      {fields.map((field) => (
        <label key={field.name}>
          {field.label}
          {field.choices === undefined ? (
            <Typed {...field} />
          ) : (
            <Picked {...field} choices={field.choices} />
          )}
          {field.hint !== undefined && <span className="small quiet">{field.hint}</span>}
        </label>
      ))}
      <button type="submit" className="button strong">
        {say('show')}
      </button>
    </form>
  );
}

function Typed({ name, value, type = 'text', required = true }: AskField): ReactElement {
  return (
    <input
      name={name}
      type={type}
      required={required}
      defaultValue={value}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

/** A value from an older address that is no longer a choice is shown, not replaced in silence. */
function Picked({
  name,
  value,
  required = true,
  choices,
}: AskField & { readonly choices: readonly Choice[] }): ReactElement {
  const { say } = useSpeech();
  const isKnown = value === '' || choices.some(([each]) => each === value);
  return (
    <select name={name} required={required} defaultValue={value}>
      <option value="">{say(required ? 'choose' : 'any')}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {choices.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  );
}

const textOf = (value: FormDataEntryValue | null): string =>
  typeof value === 'string' ? value.trim() : '';
