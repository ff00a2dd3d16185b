import { canonicalJson } from '../../lib/canonicalJson.ts';
import type { PolicyLock } from '../lock.ts';
import { keysOf, listChanges, own, signs, type PolicyChange } from './change.ts';
import { decisionChanges } from './decisions.ts';
import { fieldChanges } from './fields.ts';
import { purposeChanges } from './purposes.ts';
import { screenChanges, type FieldsOfDocument } from './screens.ts';

/** All that one published policy says otherwise than another. */
export interface PolicyDiff {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly PolicyChange[];
  /** True where anybody may see, keep or do more: it needs the steward's and the DPO's signature. */
  readonly widens: boolean;
  readonly narrows: boolean;
  /** Decisions that were compared. */
  readonly cells: number;
}

/** Compares two published policies, every decision and every other clause. Pure. */
export function policyDiff(
  before: PolicyLock,
  after: PolicyLock,
  fieldsOf: FieldsOfDocument = () => undefined,
): PolicyDiff {
  const { changes: decisions, cells } = decisionChanges(before, after);
  const changes = [
    ...decisions,
    ...fieldChanges(before, after),
    ...purposeChanges(before, after),
    ...naturalChanges(before, after),
    ...screenChanges(before, after, fieldsOf),
    ...crossingChanges(before, after),
  ];
  const has = (direction: PolicyChange['direction']): boolean =>
    changes.some((change) => change.direction === direction);
  return {
    before: before.hash,
    after: after.hash,
    changes,
    widens: has('widened'),
    narrows: has('narrowed'),
    cells,
  };
}

/** `+ care-agent may see Person.birthYear for customer-care in EU.` */
export const sentencesOf = ({ changes }: PolicyDiff): readonly string[] =>
  changes.map(({ direction, sentence }) => `${signs[direction]} ${sentence}`);

/** Who may see rows of natural persons, store by store and type by type. */
function naturalChanges(before: PolicyLock, after: PolicyLock): readonly PolicyChange[] {
  return keysOf(before.types, after.types).flatMap((store) => {
    const [was = {}, is = {}] = [own(before.types, store), own(after.types, store)];
    return keysOf(was, is).flatMap((type) => {
      const [old, present] = [own(was, type), own(is, type)];
      // A type that is not of a party has no rows to leave out.
      const all = [...new Set([...Object.keys(before.purposes), ...Object.keys(after.purposes)])];
      const seen = (rule: typeof old): readonly string[] =>
        rule === undefined ? [] : (rule.natural ?? all);
      return listChanges(type, seen(old), seen(present), {
        more: (purpose) => `${type} of natural persons may be seen for ${purpose} (${store}).`,
        less: (purpose) =>
          `${type} of natural persons may no longer be seen for ${purpose} (${store}).`,
      });
    });
  });
}

/** What crosses between stores. */
function crossingChanges(before: PolicyLock, after: PolicyLock): readonly PolicyChange[] {
  return keysOf(before.gate, after.gate).flatMap((name): readonly PolicyChange[] => {
    const [was, is] = [own(before.gate, name), own(after.gate, name)];
    if (canonicalJson([was ?? null]) === canonicalJson([is ?? null])) return [];
    const members = (rule: typeof was): readonly string[] =>
      Object.entries({ ...rule?.fields, ...rule?.answer }).map(
        ([member, of]) => `${member} (${of})`,
      );
    const found = listChanges(name, members(was), members(is), {
      more: (member) => `${member} crosses between stores with ${name}.`,
      less: (member) => `${member} no longer crosses between stores with ${name}.`,
    });
    if (found.length > 0) return found;
    return [{ direction: 'widened', subject: name, sentence: `${name} crosses otherwise.` }];
  });
}
