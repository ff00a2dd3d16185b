import type { ReactElement } from 'react';
import { useSpeech } from '../words/language.tsx';
import { choicesOf, type FieldRule, type Filters } from './model.ts';

interface FilterFormProps {
  readonly rules: readonly FieldRule[];
  readonly filters: Filters;
  readonly choose: (filters: Filters) => void;
}

/** Filters take effect as they are chosen and stand in the address. */
export function FilterForm({ rules, filters, choose }: FilterFormProps): ReactElement {
  const { say, value } = useSpeech();
  const choices = choicesOf(rules);
  const set = (name: keyof Filters) => (chosen: string) => {
    choose({ ...filters, [name]: chosen });
  };
  const plain = (names: readonly string[]): Options => names.map((name) => [name, name]);
  const classes = choices.classes.map((each) => [each, value(each) ?? each] as const);
  return (
    <search className="ask">
      <label>
        {say('search')}
        <input
          type="search"
          value={filters.q}
          placeholder={say('searchHint')}
          onChange={(event) => {
            set('q')(event.target.value);
          }}
        />
      </label>
      <Select
        label={say('store')}
        value={filters.store}
        options={plain(choices.stores)}
        set={set('store')}
      />
      <Select label={say('class')} value={filters.class} options={classes} set={set('class')} />
      <Select
        label={say('purpose')}
        value={filters.purpose}
        options={plain(choices.purposes)}
        set={set('purpose')}
      />
      <Select
        label={say('steward')}
        value={filters.steward}
        options={plain(choices.stewards)}
        set={set('steward')}
      />
      <button
        type="button"
        className="button"
        onClick={() => {
          choose({ q: '', store: '', class: '', purpose: '', steward: '' });
        }}
      >
        {say('clearFilters')}
      </button>
    </search>
  );
}

type Options = readonly (readonly [value: string, label: string])[];

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: Options;
  readonly set: (value: string) => void;
}

function Select({ label, value, options, set }: SelectProps): ReactElement {
  const { say } = useSpeech();
  return (
    <label>
      {label}
      <select
        value={value}
        onChange={(event) => {
          set(event.target.value);
        }}
      >
        <option value="">{say('any')}</option>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
