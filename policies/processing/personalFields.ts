import {
  personalClasses,
  type Coordinate,
  type FieldRule,
  type Form,
  type PolicyLock,
  type PurposeName,
} from '../lock.ts';
import { groupBy } from '../compiler/collections.ts';
import type { DataGroup, ErasureGroup } from './recordFormat.ts';

/** A field that may hold a datum of a person, as one purpose sees it. */
export interface PersonalField {
  readonly field: Coordinate;
  readonly rule: FieldRule;
  readonly form: Form;
}

const byField = (left: { readonly field: string }, right: { readonly field: string }): number =>
  left.field < right.field ? -1 : 1;

/**
 * What a purpose reads of persons: personal and free-text fields, references to persons, and party
 * fields where it may see the rows of natural persons.
 */
export function personalFieldsOf(lock: PolicyLock, purpose: PurposeName): readonly PersonalField[] {
  return Object.entries(lock.fields)
    .flatMap(([field, rule]) => {
      const form = Object.hasOwn(rule.read, purpose) ? rule.read[purpose] : undefined;
      return form === undefined || !concernsPersons(lock, purpose, field, rule)
        ? []
        : [{ field, rule, form }];
    })
    .sort(byField);
}

function concernsPersons(
  lock: PolicyLock,
  purpose: PurposeName,
  field: Coordinate,
  rule: FieldRule,
): boolean {
  if (personalClasses.has(rule.class) || rule.class === 'subject-key') return true;
  if (rule.class !== 'party') return false;
  const natural = lock.types[rule.store]?.[typeOf(field)]?.natural;
  return natural?.includes(purpose) ?? false;
}

export const typeOf = (field: Coordinate): string => field.slice(0, field.indexOf('.'));

/** Categories of persons: the last steps of the ways that lead to them. */
export const personsOf = (fields: readonly PersonalField[]): readonly string[] =>
  distinct(
    fields.flatMap(({ rule }) =>
      rule.subjectPath === undefined ? [] : [lastSteps(rule.subjectPath)],
    ),
  );

/** `SalesOrder.customer -> Customer` → `Customer`; `Lead.person -> Person` → `Lead.person`. */
function lastSteps(path: string): string {
  const steps = path.split('->').map((step) => step.trim());
  const end = steps.at(-1) ?? '';
  const before = steps.at(-2) ?? '';
  return end === 'Person' && before.includes('.') ? before : end;
}

export const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)].sort();

/** Categories of data: by vocabulary term where the rules name one, by class where they don't. */
export function groupsOf(fields: readonly PersonalField[]): readonly DataGroup[] {
  const groups = groupBy(fields, ({ rule }) => `${rule.category?.is ?? '~'} ${rule.class}`);
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, members]) => {
      const [first] = members;
      if (first === undefined) return [];
      return [
        {
          category: first.rule.category?.is ?? null,
          class: first.rule.class,
          types: distinct(members.map(({ field }) => typeOf(field))),
          fields: members.map(({ field, form }) => ({ field, form })),
        },
      ];
    });
}

/** What erasure does, and how many fields each way concerns. */
export function erasureOf(fields: readonly PersonalField[]): readonly ErasureGroup[] {
  const rules = fields.flatMap(({ rule }) => (rule.erase === undefined ? [] : [rule.erase]));
  const groups = groupBy(rules, ({ how, until, law }) => JSON.stringify([how, until, law]));
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, members]) =>
      members.slice(0, 1).map(({ how, until, law }) => ({
        how,
        until: until ?? null,
        law: law ?? null,
        fields: members.length,
      })),
    );
}
