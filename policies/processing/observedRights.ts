import {
  personalClasses,
  type Coordinate,
  type FieldClass,
  type PolicyLock,
  type Purpose,
  type PurposeName,
} from '../lock.ts';
import type { ObservedUse } from './observedUse.ts';
import { distinct } from './personalFields.ts';
import type { Activity, ObservedActivity, UndeclaredUse } from './recordFormat.ts';

/** The classes of which releases name each field. */
const observable: ReadonlySet<FieldClass> = new Set([...personalClasses, 'party']);

const earliest = (uses: readonly ObservedUse[]): string | null =>
  uses.map(({ firstAt }) => firstAt).sort()[0] ?? null;
const latest = (uses: readonly ObservedUse[]): string | null =>
  uses
    .map(({ lastAt }) => lastAt)
    .sort()
    .at(-1) ?? null;

/** What the log saw of one purpose. */
export function observedOf(uses: readonly ObservedUse[]): ObservedActivity {
  const counts = new Map<string, { field: Coordinate; form: string; releases: number }>();
  for (const { forms, releases } of uses) {
    for (const [form, fields] of Object.entries(forms)) {
      for (const field of fields) {
        const key = `${field} ${form}`;
        const known = counts.get(key)?.releases ?? 0;
        counts.set(key, { field, form, releases: known + releases });
      }
    }
  }
  return {
    releases: uses.reduce((sum, { releases }) => sum + releases, 0),
    firstAt: earliest(uses),
    lastAt: latest(uses),
    roles: distinct(uses.flatMap(({ roles }) => roles)),
    screens: distinct(uses.map(({ screen }) => screen)),
    fields: [...counts]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, count]) => count),
  };
}

/** Rights that nobody used: candidates for a narrower policy. */
export function neverUsed(
  lock: PolicyLock,
  name: PurposeName,
  purpose: Purpose,
  uses: readonly ObservedUse[],
): Activity['neverUsed'] {
  const seen = new Set(uses.flatMap(({ forms }) => Object.values(forms).flat()));
  const worked = new Set(uses.flatMap(({ roles }) => roles));
  const fields = Object.entries(lock.fields)
    .filter(([, rule]) => observable.has(rule.class) && Object.hasOwn(rule.read, name))
    .map(([field]) => field)
    .filter((field) => !seen.has(field))
    .sort();
  return { fields, roles: purpose.roles.filter((role) => !worked.has(role)) };
}

type Stray = Pick<UndeclaredUse, 'kind' | 'subject' | 'form'>;

/** Each use outside the published policy, with what the policy of its own time said of it. */
export function undeclaredUses(
  lock: PolicyLock,
  uses: readonly ObservedUse[],
  earlier: ReadonlyMap<string, PolicyLock>,
): readonly UndeclaredUse[] {
  return uses.flatMap((use) => {
    const then = use.policy === lock.hash ? lock : earlier.get(use.policy);
    const strayThen = then === undefined ? undefined : new Set(strays(then, use).map(keyOf));
    return strays(lock, use).map((stray) => ({
      ...stray,
      purpose: use.purpose,
      screen: use.screen,
      policy: use.policy,
      declaredThen: strayThen === undefined ? null : !strayThen.has(keyOf(stray)),
      releases: use.releases,
      firstAt: use.firstAt,
      lastAt: use.lastAt,
    }));
  });
}

const keyOf = ({ kind, subject, form }: Stray): string => `${kind} ${subject} ${form ?? ''}`;

function strays(lock: PolicyLock, use: ObservedUse): readonly Stray[] {
  const { purpose: name, screen } = use;
  const purpose = Object.hasOwn(lock.purposes, name) ? lock.purposes[name] : undefined;
  if (purpose === undefined) return [{ kind: 'PURPOSE', subject: name, form: null }];
  const registered = Object.hasOwn(lock.screens, screen) ? lock.screens[screen] : undefined;
  return [
    ...(registered?.purpose === name
      ? []
      : [{ kind: 'SCREEN', subject: screen, form: null } as const]),
    ...use.roles
      .filter((role) => !purpose.roles.includes(role))
      .map((role) => ({ kind: 'ROLE', subject: role, form: null }) as const),
    ...Object.entries(use.forms).flatMap(([form, fields]) =>
      fields.flatMap((field) => strayField(lock, name, field, form)),
    ),
  ];
}

function strayField(
  lock: PolicyLock,
  purpose: PurposeName,
  field: Coordinate,
  form: string,
): readonly Stray[] {
  const read = Object.hasOwn(lock.fields, field) ? lock.fields[field]?.read : undefined;
  const declared =
    read === undefined || !Object.hasOwn(read, purpose) ? read?.['*'] : read[purpose];
  if (declared === undefined) return [{ kind: 'FIELD', subject: field, form }];
  // Whoever may see a value whole may see a part of it.
  return declared === 'clear' || declared === form ? [] : [{ kind: 'FORM', subject: field, form }];
}
