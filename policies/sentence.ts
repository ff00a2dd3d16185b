import { unreachable } from '../lib/unreachable.ts';
import type {
  ColumnRef,
  Coordinate,
  EraseRule,
  FieldClass,
  FieldRule,
  Form,
  PolicyLock,
  Source,
} from './lock.ts';

/** The words of the policy map in front of people. */

const formWords: Readonly<Record<Form, string>> = {
  clear: 'whole',
  last4: 'as its last four characters',
  'domain-only': 'as its domain',
  initial: 'as its initial',
  token: 'as a token',
  count: 'as a count',
};

const classWords: Readonly<Record<FieldClass, string>> = {
  structure: 'A wrapper without a fact of its own',
  business: 'Business data',
  party: 'Personal where its row belongs to a natural person or sole trader',
  'subject-key': 'A reference to a person',
  personal: 'Personal',
  'personal-sensitive': 'Personal and sensitive (GDPR Art. 9 or 10)',
  'free-text': 'Free text, so treated as personal',
};

const eraseWords: Readonly<Record<EraseRule['how'], string>> = {
  delete: 'deletes it',
  null: 'empties it',
  unlink: 'removes the reference',
  coarsen: 'makes it coarser',
  shred: 'destroys the key to it',
  retain: 'keeps it',
};

const columnWords = ({ table, column }: ColumnRef): string => `${table}.${column}`;

const everyPurpose = '*';

/** Where a value comes from inside its store, in words. */
export function sourceWords(source: Source): string {
  switch (source.kind) {
    case 'column':
      return `column ${columnWords(source.column)}`;
    case 'columns':
      return `columns ${source.columns.map(columnWords).join(', ')}`;
    case 'computed':
      return `computed from ${source.from}`;
    case 'edge':
      return `relation to ${source.to}`;
    case 'structure':
      return 'structure';
    case 'remote':
      return `${source.system}: ${source.object}.${source.field}`;
    case 'partition':
      return `by ${source.by}: ${Object.entries(source.of)
        .map(([value, part]) => `${value} ${sourceWords(part)}`)
        .join('; ')}`;
    default:
      return unreachable(source);
  }
}

/** `delete`, `retain until tax.retention (national tax law)`. */
export function eraseRuleWords({ how, until, law }: EraseRule): string {
  return [how, ...(until === undefined ? [] : ['until', until])]
    .concat(law === undefined ? [] : [`(${law})`])
    .join(' ');
}

/** A rule as a data-protection officer reads it; undefined where there is no such field. */
export function fieldSentence(lock: PolicyLock, coordinate: Coordinate): string | undefined {
  if (!Object.hasOwn(lock.fields, coordinate)) return undefined;
  const rule = lock.fields[coordinate];
  if (rule === undefined) return undefined;
  return [
    `${coordinate}: ${rule.says}`,
    `Its authoritative source is ${rule.store} (${sourceWords(rule.source)}); the ${rule.accountable} answers for it.`,
    `${classWords[rule.class]}.`,
    readersSentence(lock, rule),
    ...searchSentence(rule),
    ...eraseSentence(rule),
  ].join(' ');
}

function readersSentence(lock: PolicyLock, { read, window }: FieldRule): string {
  const purposes = Object.entries(read);
  if (purposes.length === 0) return 'Nobody may see it.';
  if (Object.hasOwn(read, everyPurpose)) return 'It is shown with whatever it wraps.';
  const parts = purposes.sort(byName).map(([purpose, form]) => {
    const roles = lock.purposes[purpose]?.roles.join(', ') ?? 'nobody';
    const whileOpen = window.includes(purpose) ? ', only while its window is open' : '';
    return `${formWords[form]} for ${purpose} (${roles}${whileOpen})`;
  });
  return `It is shown ${parts.join('; ')}; to nobody else.`;
}

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

function searchSentence({ predicate }: FieldRule): readonly string[] {
  const rights: readonly (readonly [string, readonly string[]])[] = [
    ['looked up exactly', predicate.exact],
    ['filtered by range', predicate.range],
    ['sorted by', predicate.sort],
  ];
  const given = rights.filter(([, purposes]) => purposes.length > 0);
  if (given.length === 0) return [];
  return [
    `It may be ${given.map(([how, purposes]) => `${how} for ${purposes.join(', ')}`).join('; ')}.`,
  ];
}

function eraseSentence({ erase }: FieldRule): readonly string[] {
  if (erase === undefined) return [];
  const until = erase.until === undefined ? '' : ` until ${erase.until}`;
  const law = erase.law === undefined ? '' : `, as ${erase.law} demands`;
  return [`Erasure ${eraseWords[erase.how]}${until}${law}.`];
}
