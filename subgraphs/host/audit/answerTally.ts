import type { AuditedField, Owner } from './auditedFields.ts';
import { keptSubject, type Subject, type SubjectKey } from './subjects.ts';

/** What an answer holds of natural persons. */
export interface AnswerCounts {
  readonly cells: number;
  readonly rows: number;
  readonly subjects: ReadonlySet<string>;
}

/** An object of the answer, as far as its values count. */
export interface Held {
  always: number;
  natural: number;
  /** Undefined: it stands below nobody, as sums over a list of the root do, or is not asked yet. */
  subject: Subject | Promise<Subject> | undefined;
  /** By which it can be asked, as long as it isn't. */
  key: SubjectKey | undefined;
}

/** A field on its way. */
export interface Entered {
  readonly field: AuditedField;
  readonly isCell: boolean;
  readonly passes: boolean;
  readonly held: Held;
}

/** Counts what one sub-request answers while its fields resolve. */
export interface AnswerTally {
  /** Before a field resolves, so that whose it is can be asked meanwhile; undefined: it counts nothing. */
  readonly enter: (field: AuditedField, parent: unknown) => Held | undefined;
  /** What the field answered, in the form that is shown. */
  readonly leave: (entered: Entered, value: unknown) => void;
  readonly result: () => Promise<AnswerCounts>;
}

export interface AnswerTallyInput {
  readonly purpose: string;
  readonly subjectOf: (asked: SubjectKey) => Promise<Subject>;
}

const nobody = { subject: undefined, key: undefined };

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object';

const note = (held: Held, { counts }: AuditedField): void => {
  if (counts === 'always') held.always += 1;
  if (counts === 'natural') held.natural += 1;
};

const partsOf = (value: unknown): readonly object[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isObject);

/**
 * A value that a failure elsewhere takes out of the answer again is counted all the same: a receipt
 * may tell of more than left, never of less.
 */
export function createAnswerTally({ purpose, subjectOf }: AnswerTallyInput): AnswerTally {
  const held = new Map<object, Held>();
  /** Parts of computed values, with the object whose subject is theirs. */
  const above = new Map<object, Held>();
  let last: { readonly object: object; readonly held: Held } | undefined;
  const whoseOf = (owner: Owner, parent: object): Pick<Held, 'subject' | 'key'> => {
    const kept = keptSubject(parent);
    if (kept !== undefined) return { subject: kept, key: undefined };
    if (owner.kind === 'above') return { subject: above.get(parent)?.subject, key: undefined };
    const { type, property } = owner;
    if (type.subject === undefined) return nobody;
    // Every row that such a purpose sees is a legal person's.
    if (type.natural?.includes(purpose) === false) return { subject: null, key: undefined };
    const key = (parent as Readonly<Record<string, unknown>>)[property];
    if (typeof key !== 'string' && typeof key !== 'number') return nobody;
    return { subject: undefined, key: { type, key: String(key) } };
  };
  const ask = (holder: Held, key: SubjectKey): Promise<Subject> => {
    const asked = subjectOf(key);
    asked.catch(() => undefined); // `result` waits for it, and fails.
    holder.subject = asked;
    holder.key = undefined;
    return asked;
  };
  const heldOf = (owner: Owner, parent: object): Held => {
    if (last?.object === parent) return last.held;
    const found = held.get(parent) ?? { always: 0, natural: 0, ...whoseOf(owner, parent) };
    held.set(parent, found);
    last = { object: parent, held: found };
    return found;
  };
  return {
    enter: (field, parent) => {
      if (!isObject(parent)) return undefined;
      const isHidden = field.natural?.includes(purpose) === false;
      if (isHidden && field.counts !== 'always') return undefined;
      const holder = heldOf(field.owner, parent);
      if (holder.key !== undefined && !field.tells) void ask(holder, holder.key);
      return holder;
    },
    leave: ({ field, isCell, passes, held: holder }, value) => {
      if (value === null || value === undefined || value instanceof Error) return;
      if (isCell) note(holder, field);
      if (passes) for (const part of partsOf(value)) above.set(part, holder);
    },
    result: () => {
      for (const [object, holder] of held) {
        if (holder.key === undefined || holder.always + holder.natural === 0) continue;
        const told = keptSubject(object);
        if (told === undefined) void ask(holder, holder.key);
        else holder.subject = told;
      }
      return sumOf(held.values());
    },
  };
}

async function sumOf(holders: Iterable<Held>): Promise<AnswerCounts> {
  let cells = 0;
  let rows = 0;
  const subjects = new Set<string>();
  for (const { always, natural, subject: told } of holders) {
    if (always + natural === 0) continue;
    const subject = told instanceof Promise ? await told : told;
    const counted = subject === null ? always : always + natural;
    cells += counted;
    if (counted > 0) rows += 1;
    if (counted > 0 && typeof subject === 'string') subjects.add(subject);
  }
  return { cells, rows, subjects };
}
