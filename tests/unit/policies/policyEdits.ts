import { decideArgument, decideField } from '../../../policies/decide.ts';
import type { ArgumentRule, FieldRule, PolicyLock, Purpose } from '../../../policies/lock.ts';
import { drawOf } from '../../differential/operations/draw.ts';

/** A change of the policy whose direction is known because of how it was made. */
export interface PolicyEdit {
  readonly says: string;
  readonly after: PolicyLock;
  readonly direction: 'widened' | 'narrowed';
}

type Draw = ReturnType<typeof drawOf>;
type Edit = (lock: PolicyLock, draw: Draw) => PolicyEdit | undefined;

export function editsOf(
  lock: PolicyLock,
  { seed, count }: { readonly seed: number; readonly count: number },
): readonly PolicyEdit[] {
  const draw = drawOf(seed);
  const found: PolicyEdit[] = [];
  for (let tries = 0; found.length < count && tries < 100 * count; tries += 1) {
    const edit = draw.pick(edits)(lock, draw);
    if (edit !== undefined) found.push(edit);
  }
  return found;
}

const field = (lock: PolicyLock, name: string, change: Partial<FieldRule>): PolicyLock => {
  const rule = lock.fields[name];
  if (rule === undefined) throw new TypeError(name);
  return { ...lock, fields: { ...lock.fields, [name]: { ...rule, ...change } } };
};
const input = (lock: PolicyLock, name: string, change: Partial<ArgumentRule>): PolicyLock => {
  const rule = lock.arguments[name];
  if (rule === undefined) throw new TypeError(name);
  return { ...lock, arguments: { ...lock.arguments, [name]: { ...rule, ...change } } };
};
const purpose = (lock: PolicyLock, name: string, change: Partial<Purpose>): PolicyLock => {
  const rule = lock.purposes[name];
  if (rule === undefined) throw new TypeError(name);
  return { ...lock, purposes: { ...lock.purposes, [name]: { ...rule, ...change } } };
};

const without = <Value>(record: Readonly<Record<string, Value>>, key: string) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

/** Whether anybody may see the field, or use the argument, for the purpose. */
const isOpenFor = (lock: PolicyLock, coordinate: string, name: string): boolean => {
  const request = {
    coordinate,
    purpose: name,
    roles: lock.purposes[name]?.roles ?? [],
    region: 'EU',
  };
  const decide = Object.hasOwn(lock.fields, coordinate) ? decideField : decideArgument;
  return decide(lock, request).effect === 'allow';
};

/** Purposes that can decide anything at all: none of them rests on consent. */
const live = (lock: PolicyLock): readonly string[] =>
  Object.keys(lock.purposes).filter((name) => lock.purposes[name]?.consent === undefined);

const edits: readonly Edit[] = [
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const given = draw.pick(live(lock));
    if (isOpenFor(lock, name, given) || rule.window.includes(given)) return undefined;
    const read = { ...rule.read, [given]: draw.pick(['clear', 'last4', 'count'] as const) };
    return {
      says: `${name} to ${given}`,
      after: field(lock, name, { read }),
      direction: 'widened',
    };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const taken = draw.pick(live(lock));
    if (!isOpenFor(lock, name, taken) || Object.hasOwn(rule.read, '*')) return undefined;
    const after = field(lock, name, { read: without(rule.read, taken) });
    return { says: `${name} from ${taken}`, after, direction: 'narrowed' };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const weaker = draw.pick(live(lock));
    if (!isOpenFor(lock, name, weaker) || rule.read[weaker] !== 'clear') return undefined;
    const after = field(lock, name, { read: { ...rule.read, [weaker]: 'last4' } });
    return { says: `${name} weaker for ${weaker}`, after, direction: 'narrowed' };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const closed = draw.pick(live(lock));
    if (!isOpenFor(lock, name, closed)) return undefined;
    const after = field(lock, name, { window: [...rule.window, closed] });
    return { says: `${name} windowed for ${closed}`, after, direction: 'narrowed' };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.arguments));
    const given = draw.pick(live(lock));
    if (isOpenFor(lock, name, given)) return undefined;
    const after = input(lock, name, { purposes: [...rule.purposes, given] });
    return { says: `${name} to ${given}`, after, direction: 'widened' };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.arguments));
    const taken = draw.pick(live(lock));
    if (!isOpenFor(lock, name, taken) || rule.purposes.includes('*')) return undefined;
    const purposes = rule.purposes.filter((each) => each !== taken);
    return {
      says: `${name} from ${taken}`,
      after: input(lock, name, { purposes }),
      direction: 'narrowed',
    };
  },
  (lock, draw) => {
    const name = draw.pick(Object.keys(lock.purposes));
    const { roles = [] } = lock.purposes[name] ?? {};
    const role = draw.pick(['auditor', 'buyer', 'planner', 'sales-lead', 'newcomer']);
    if (roles.includes(role)) return undefined;
    const after = purpose(lock, name, { roles: [...roles, role] });
    return { says: `${role} for ${name}`, after, direction: 'widened' };
  },
  (lock, draw) => {
    const name = draw.pick(Object.keys(lock.purposes));
    const after = purpose(lock, name, { roles: lock.purposes[name]?.roles.slice(1) ?? [] });
    return { says: `${name} loses a role`, after, direction: 'narrowed' };
  },
  (lock, draw) => {
    const name = draw.pick(live(lock));
    const after = { ...lock, purposes: without(lock.purposes, name) };
    return { says: `${name} ends`, after, direction: 'narrowed' };
  },
  (lock, draw) => {
    const name = draw.pick(Object.keys(lock.screens));
    const rule = lock.screens[name];
    if (rule === undefined) return undefined;
    const screens = { ...lock.screens, [name]: { ...rule, subjectsMax: rule.subjectsMax + 1 } };
    return { says: `${name} shows more`, after: { ...lock, screens }, direction: 'widened' };
  },
  (lock, draw) => {
    const name = draw.pick(Object.keys(lock.screens));
    const after = { ...lock, screens: without(lock.screens, name) };
    return { says: `${name} retired`, after, direction: 'narrowed' };
  },
  (lock, draw) => {
    const found = Object.entries(lock.types).flatMap(([store, types]) =>
      Object.entries(types).flatMap(([type, rule]) =>
        rule.natural === undefined ? [] : [{ store, type, rule, natural: rule.natural }],
      ),
    );
    const { store, type, rule, natural } = draw.pick(found);
    const given = draw.pick(Object.keys(lock.purposes));
    const isThere = natural.includes(given);
    const list = isThere ? natural.filter((each) => each !== given) : [...natural, given];
    const types = { ...lock.types[store], [type]: { ...rule, natural: list } };
    return {
      says: `${type} of natural persons, ${given}`,
      after: { ...lock, types: { ...lock.types, [store]: types } },
      direction: isThere ? 'narrowed' : 'widened',
    };
  },
];
