import { AppError } from '../../lib/errors/appError.ts';
import { eraseRuleWords, fieldSentence, sourceWords } from '../host/policyWords.ts';
import type { PublishedPolicy } from './publishedPolicy.ts';

type Rule = PublishedPolicy['fields'][string];

/** `PolicyEpoch.fields(…)`: every filter narrows. */
export interface FieldRuleQuestion {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly store?: string | null;
  readonly class?: string | null;
  readonly purpose?: string | null;
}

const firstDefault = 100;
const firstMax = 100;

/** The rules of a policy by coordinate, a page at a time. */
export function fieldRules(lock: PublishedPolicy, question: FieldRuleQuestion): object {
  const first = question.first ?? firstDefault;
  if (first < 1 || first > firstMax) throw new AppError('INVALID_INPUT', { subject: 'first' });
  const after = coordinateOf(question.after ?? null);
  const matching = Object.entries(lock.fields)
    .filter(([, rule]) => matches(rule, question))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const rest = matching.filter(([coordinate]) => after === null || coordinate > after);
  const page = rest.slice(0, first);
  const edges = page.map(([coordinate, rule]) => ({
    cursor: cursorOf(coordinate),
    node: fieldRule(lock, coordinate, rule),
  }));
  return {
    edges,
    totalCount: matching.length,
    pageInfo: {
      hasNextPage: rest.length > page.length,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Cursors hold the coordinate of a rule and nothing else. */
const cursorOf = (coordinate: string): string => Buffer.from(coordinate).toString('base64url');

function coordinateOf(cursor: string | null): string | null {
  if (cursor === null) return null;
  const coordinate = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^\w+\.\w+$/.test(coordinate)) throw new AppError('INVALID_INPUT', { subject: 'after' });
  return coordinate;
}

const matches = (rule: Rule, { store, purpose, class: fieldClass }: FieldRuleQuestion): boolean =>
  isOrAny(store, rule.store) &&
  isOrAny(fieldClass, enumOf(rule.class)) &&
  ((purpose ?? null) === null || formOf(rule, purpose ?? '') !== undefined);

const isOrAny = (asked: string | null | undefined, value: string): boolean =>
  (asked ?? null) === null || asked === value;

const everyPurpose = '*';

const formOf = (rule: Rule, purpose: string): string | undefined =>
  Object.hasOwn(rule.read, purpose) ? rule.read[purpose] : rule.read[everyPurpose];

/** `subject-key` → `SUBJECT_KEY`. */
const enumOf = (word: string): string => word.toUpperCase().replaceAll('-', '_');

/** One rule as the graph shows it (`FieldRule`). */
function fieldRule(lock: PublishedPolicy, coordinate: string, rule: Rule): object {
  return {
    coordinate,
    store: rule.store,
    source: sourceWords(rule.source),
    guarantee: rule.guarantee,
    accountable: rule.accountable,
    steward: rule.steward,
    says: rule.says,
    class: enumOf(rule.class),
    category: rule.category?.is ?? null,
    subjectPath: rule.subjectPath ?? null,
    read: Object.entries(rule.read)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([purpose, form]) => ({ purpose, form })),
    predicate: rule.predicate,
    write: rule.write,
    residency: rule.residency,
    erase: rule.erase === undefined ? null : eraseRuleWords(rule.erase),
    portable: rule.portable ?? false,
    sentence: fieldSentence(lock, coordinate),
    couldSee: rolesOf(lock, Object.keys(rule.read)),
  };
}

/** The roles of these purposes; of all of them where a wrapper is readable for every purpose. */
function rolesOf({ purposes }: PublishedPolicy, names: readonly string[]): readonly string[] {
  const known = Object.entries(purposes)
    .filter(([name]) => names.includes(name) || names.includes(everyPurpose))
    .flatMap(([, { roles }]) => roles);
  return [...new Set(known)].sort();
}
