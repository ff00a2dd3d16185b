import type { Coordinate, FieldClass, PolicyLock, ScreenRule } from '../lock.ts';
import { added, keysOf, listChanges, own, type PolicyChange } from './change.ts';

/** The fields that a registered document selects, by its hash; undefined where its text is not at hand. */
export type FieldsOfDocument = (hash: string) => readonly Coordinate[] | undefined;

/** A screen that gains a personal or party field, a role or a subject widens the policy (I14). */
export function screenChanges(
  before: PolicyLock,
  after: PolicyLock,
  fieldsOf: FieldsOfDocument,
): readonly PolicyChange[] {
  return keysOf(before.screens, after.screens).flatMap((name) =>
    changesOf({ name, before, after, fieldsOf }),
  );
}

interface Comparing {
  readonly name: string;
  readonly before: PolicyLock;
  readonly after: PolicyLock;
  readonly fieldsOf: FieldsOfDocument;
}

function changesOf(comparing: Comparing): readonly PolicyChange[] {
  const { name, before, after } = comparing;
  const was = own(before.screens, name);
  const is = own(after.screens, name);
  if (is === undefined) {
    return [{ direction: 'narrowed', subject: name, sentence: `${name} is no longer registered.` }];
  }
  if (was === undefined) return [newScreen(comparing, is)];
  return [
    ...listChanges(name, was.roles, is.roles, {
      more: (role) => `${role} may use ${name}.`,
      less: (role) => `${role} may no longer use ${name}.`,
    }),
    ...(was.purpose === is.purpose ? [] : [purposeChange(name, is)]),
    ...subjectsChange(name, was, is),
    ...(was.onDenied === is.onDenied ? [] : [denialChange(name, is)]),
    ...documentChanges(comparing, was, is),
  ];
}

function newScreen({ name, after, fieldsOf }: Comparing, rule: ScreenRule): PolicyChange {
  const open = rule.documents.every((hash) => {
    const fields = fieldsOf(hash);
    return fields !== undefined && guarded(after, fields).length === 0;
  });
  const sentence = `${name} is registered for ${rule.purpose}, for ${rule.roles.join(', ')}.`;
  return { direction: open ? 'reworded' : 'widened', subject: name, sentence };
}

const purposeChange = (name: string, { purpose }: ScreenRule): PolicyChange => ({
  direction: 'widened',
  subject: name,
  sentence: `${name} serves another purpose: ${purpose}.`,
});

function subjectsChange(name: string, was: ScreenRule, is: ScreenRule): readonly PolicyChange[] {
  if (was.subjectsMax === is.subjectsMax) return [];
  const direction = is.subjectsMax > was.subjectsMax ? 'widened' : 'narrowed';
  const sentence = `${name} shows at most ${String(is.subjectsMax)} people, no longer ${String(was.subjectsMax)}.`;
  return [{ direction, subject: name, sentence }];
}

const denialChange = (name: string, { onDenied }: ScreenRule): PolicyChange => ({
  direction: onDenied === 'REFUSE' ? 'narrowed' : 'widened',
  subject: name,
  sentence:
    onDenied === 'REFUSE'
      ? `${name} is refused as a whole where one of its fields is denied.`
      : `${name} is answered without the fields that are denied.`,
});

function documentChanges(
  { name, after, fieldsOf }: Comparing,
  was: ScreenRule,
  is: ScreenRule,
): readonly PolicyChange[] {
  const known = new Set(was.documents.flatMap((hash) => fieldsOf(hash) ?? []));
  const more = added(was.documents, is.documents).map((hash): PolicyChange => {
    const fields = fieldsOf(hash);
    const version = `the version ${hash.slice(0, 12)}`;
    if (fields === undefined) {
      return { direction: 'widened', subject: name, sentence: `${name} has ${version}.` };
    }
    const gained = guarded(after, fields).filter((field) => !known.has(field));
    const gains = gained.length === 0 ? '' : ` It gains ${gained.join(', ')}.`;
    const direction = gained.length === 0 ? 'reworded' : 'widened';
    return { direction, subject: name, sentence: `${name} has ${version}.${gains}` };
  });
  const less = added(is.documents, was.documents).map((hash): PolicyChange => {
    const sentence = `The version ${hash.slice(0, 12)} of ${name} is no longer accepted.`;
    return { direction: 'narrowed', subject: name, sentence };
  });
  return [...more, ...less];
}

const open: ReadonlySet<FieldClass> = new Set(['business', 'structure']);

const guarded = (lock: PolicyLock, fields: readonly Coordinate[]): readonly Coordinate[] =>
  fields.filter((field) => !open.has(own(lock.fields, field)?.class ?? 'personal'));
