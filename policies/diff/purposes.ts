import { canonicalJson } from '../../lib/canonicalJson.ts';
import type { PolicyLock, Purpose } from '../lock.ts';
import { keysOf, listChanges, own, type PolicyChange } from './change.ts';

/** What the record of processing activities says otherwise; roles are told by the decisions too. */
export function purposeChanges(before: PolicyLock, after: PolicyLock): readonly PolicyChange[] {
  return [
    ...keysOf(before.purposes, after.purposes).flatMap((name) =>
      changesOf(name, own(before.purposes, name), own(after.purposes, name)),
    ),
    ...conflictChanges(before, after),
  ];
}

function changesOf(
  name: string,
  was: Purpose | undefined,
  is: Purpose | undefined,
): readonly PolicyChange[] {
  if (is === undefined) {
    return [{ direction: 'narrowed', subject: name, sentence: `The purpose ${name} has ended.` }];
  }
  if (was === undefined) {
    return [{ direction: 'widened', subject: name, sentence: `${name} is a new purpose.` }];
  }
  return [
    ...listChanges(name, was.roles, is.roles, {
      more: (role) => `${role} may act for ${name}.`,
      less: (role) => `${role} may no longer act for ${name}.`,
    }),
    ...listChanges(name, was.recipients, is.recipients, {
      more: (recipient) => `${name} hands data to ${recipient}.`,
      less: (recipient) => `${name} no longer hands data to ${recipient}.`,
    }),
    ...conditions(name, was, is),
    ...words(name, was, is),
  ];
}

/** What somebody must have or prove: taking it away widens. */
function conditions(name: string, was: Purpose, is: Purpose): readonly PolicyChange[] {
  return (['evidence', 'consent'] as const).flatMap((condition): PolicyChange[] => {
    const [before, after] = [was[condition], is[condition]];
    if (before === after) return [];
    const isNew = before === undefined;
    const sentence =
      after === undefined
        ? `${name} no longer needs ${condition} (${before ?? ''}).`
        : `${name} needs ${condition}: ${after}.`;
    return [{ direction: isNew ? 'narrowed' : 'widened', subject: name, sentence }];
  });
}

const described = ['is', 'legalBasis', 'condition', 'lia', 'dpia', 'law'] as const;

function words(name: string, was: Purpose, is: Purpose): readonly PolicyChange[] {
  const found = described
    .filter((member) => was[member] !== is[member])
    .map((member): PolicyChange => {
      const sentence = `${name} rests on another ${member}: ${is[member] ?? 'none'}.`;
      return { direction: 'widened', subject: name, sentence };
    });
  return [...found, ...retentionChange(name, was, is)];
}

function retentionChange(name: string, was: Purpose, is: Purpose): readonly PolicyChange[] {
  const [before, after] = [was.retention, is.retention];
  if (canonicalJson([before ?? null]) === canonicalJson([after ?? null])) return [];
  const isShorter =
    before !== undefined &&
    after !== undefined &&
    before.from === after.from &&
    daysOf(after.keep) < daysOf(before.keep);
  const kept = after === undefined ? 'without an end' : `${after.keep} from ${after.from}`;
  const direction = isShorter ? 'narrowed' : 'widened';
  return [{ direction, subject: name, sentence: `${name} keeps data ${kept}.` }];
}

/** Days of an ISO 8601 duration of years, months, weeks and days; the rest counts as endless. */
export function daysOf(duration: string): number {
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(duration);
  if (found === null) return Number.POSITIVE_INFINITY;
  const [years = 0, months = 0, weeks = 0, days = 0] = found
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return years * 365 + months * 30 + weeks * 7 + days;
}

function conflictChanges(before: PolicyLock, after: PolicyLock): readonly PolicyChange[] {
  const pairs = ({ conflicts }: PolicyLock): readonly string[] =>
    conflicts.map((pair) => [...pair].sort().join(' and '));
  return listChanges('conflicts', pairs(after), pairs(before), {
    more: (pair) => `One person may hold ${pair}.`,
    less: (pair) => `One person may no longer hold ${pair}.`,
  });
}
