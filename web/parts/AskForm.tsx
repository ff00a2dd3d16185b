import type { ReactElement, SubmitEvent } from 'react';
import { useSpeech } from '../words/language.tsx';

export interface AskField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'date';
  readonly required?: boolean;
  readonly hint?: string;
}

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
      {fields.map(({ name, label, value, type = 'text', required = true, hint }) => (
        <label key={name}>
          {label}
          <input
            name={name}
            type={type}
            required={required}
            defaultValue={value}
            autoComplete="off"
            spellCheck={false}
          />
          {hint !== undefined && <span className="small quiet">{hint}</span>}
        </label>
      ))}
      <button type="submit" className="button strong">
        {say('show')}
      </button>
    </form>
  );
}

const textOf = (value: FormDataEntryValue | null): string =>
  typeof value === 'string' ? value.trim() : '';
