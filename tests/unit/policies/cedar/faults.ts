import { drawOf } from '../../../differential/operations/draw.ts';
import {
  fieldClasses,
  forms,
  type ArgumentRule,
  type FieldRule,
  type PolicyLock,
  type Purpose,
} from '../../../../policies/lock.ts';
import { decideArgument, decideField } from '../../../../policies/decide.ts';

export interface Fault {
  readonly says: string;
  readonly faulty: PolicyLock;
}

type Draw = ReturnType<typeof drawOf>;
type Change = (lock: PolicyLock, draw: Draw) => Fault | undefined;

/** Seeded faults of a compiler, each of which changes at least one decision. */
export function faultsOf(
  lock: PolicyLock,
  { seed, count }: { readonly seed: number; readonly count: number },
): readonly Fault[] {
  const draw = drawOf(seed);
  const found: Fault[] = [];
  for (let tries = 0; found.length < count && tries < 100 * count; tries += 1) {
    const fault = draw.pick(changes)(lock, draw);
    if (fault !== undefined && changesADecision(lock, fault.faulty)) found.push(fault);
  }
  return found;
}

const withField = (lock: PolicyLock, name: string, change: Partial<FieldRule>): PolicyLock => {
  const rule = lock.fields[name];
  if (rule === undefined) throw new TypeError(`${name} is no field`);
  return { ...lock, fields: { ...lock.fields, [name]: { ...rule, ...change } } };
};

const withArgument = (
  lock: PolicyLock,
  name: string,
  change: Partial<ArgumentRule>,
): PolicyLock => {
  const rule = lock.arguments[name];
  if (rule === undefined) throw new TypeError(`${name} is no argument`);
  return { ...lock, arguments: { ...lock.arguments, [name]: { ...rule, ...change } } };
};

const withPurpose = (lock: PolicyLock, name: string, change: Partial<Purpose>): PolicyLock => {
  const purpose = lock.purposes[name];
  if (purpose === undefined) throw new TypeError(`${name} is no purpose`);
  return { ...lock, purposes: { ...lock.purposes, [name]: { ...purpose, ...change } } };
};

const withoutKey = <Value>(record: Readonly<Record<string, Value>>, key: string) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

const changes: readonly Change[] = [
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const purpose = draw.pick(Object.keys(lock.purposes));
    if (Object.hasOwn(rule.read, purpose) || Object.hasOwn(rule.read, '*')) return undefined;
    const read = { ...rule.read, [purpose]: 'clear' as const };
    return { says: `${name} readable for ${purpose}`, faulty: withField(lock, name, { read }) };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    if (Object.keys(rule.read).length === 0) return undefined;
    const purpose = draw.pick(Object.keys(rule.read));
    const read = withoutKey(rule.read, purpose);
    return { says: `${name} without ${purpose}`, faulty: withField(lock, name, { read }) };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    if (Object.keys(rule.read).length === 0) return undefined;
    const purpose = draw.pick(Object.keys(rule.read));
    const form = draw.pick(forms.filter((each) => each !== rule.read[purpose]));
    const read = { ...rule.read, [purpose]: form };
    return { says: `${name} as ${form} for ${purpose}`, faulty: withField(lock, name, { read }) };
  },
  (lock, draw) => {
    const [name] = draw.pick(Object.entries(lock.fields));
    return { says: `${name} for all`, faulty: withField(lock, name, { read: { '*': 'clear' } }) };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const fieldClass = draw.pick(fieldClasses.filter((each) => each !== rule.class));
    return {
      says: `${name} of class ${fieldClass}`,
      faulty: withField(lock, name, { class: fieldClass }),
    };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const residency = draw.chance(0.5) ? [...rule.residency, 'US'] : [];
    return {
      says: `${name} resident in ${residency.join(',')}`,
      faulty: withField(lock, name, { residency }),
    };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.fields));
    const window = [...rule.window, draw.pick(Object.keys(lock.purposes))];
    return { says: `${name} with a window`, faulty: withField(lock, name, { window }) };
  },
  (lock, draw) => {
    const name = draw.pick(Object.keys(lock.fields));
    return { says: `${name} lost`, faulty: { ...lock, fields: withoutKey(lock.fields, name) } };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.arguments));
    const purpose = draw.pick([...Object.keys(lock.purposes), '*']);
    if (rule.purposes.includes(purpose)) return undefined;
    const purposes = [...rule.purposes, purpose];
    return {
      says: `${name} usable for ${purpose}`,
      faulty: withArgument(lock, name, { purposes }),
    };
  },
  (lock, draw) => {
    const [name, rule] = draw.pick(Object.entries(lock.arguments));
    if (rule.purposes.length === 0) return undefined;
    const purposes = rule.purposes.slice(1);
    return { says: `${name} not usable`, faulty: withArgument(lock, name, { purposes }) };
  },
  (lock, draw) => {
    const name = draw.pick(Object.keys(lock.arguments));
    return {
      says: `${name} lost`,
      faulty: { ...lock, arguments: withoutKey(lock.arguments, name) },
    };
  },
  (lock, draw) => {
    const [name, { roles }] = draw.pick(Object.entries(lock.purposes));
    const all = [...new Set(Object.values(lock.purposes).flatMap((each) => each.roles))];
    const role = draw.pick(all);
    if (roles.includes(role)) return undefined;
    return {
      says: `${role} may act for ${name}`,
      faulty: withPurpose(lock, name, { roles: [...roles, role] }),
    };
  },
  (lock, draw) => {
    const [name, { roles }] = draw.pick(Object.entries(lock.purposes));
    return {
      says: `${name} without its first role`,
      faulty: withPurpose(lock, name, { roles: roles.slice(1) }),
    };
  },
  (lock, draw) => {
    const name = draw.pick(Object.keys(lock.purposes));
    const { consent, ...purpose } = lock.purposes[name] ?? {};
    if (consent === undefined) return undefined;
    return {
      says: `${name} without consent`,
      faulty: { ...lock, purposes: { ...lock.purposes, [name]: purpose as Purpose } },
    };
  },
];

/** Not every change of a lock is one of a decision: some widen what another clause denies. */
function changesADecision(lock: PolicyLock, faulty: PolicyLock): boolean {
  const roles = [...new Set(Object.values(lock.purposes).flatMap((each) => each.roles))];
  const regions = [...Object.values(lock.stores).flatMap(({ residency }) => residency), 'US'];
  const changed = (kind: 'fields' | 'arguments') =>
    Object.keys(lock[kind]).filter(
      (name) => lock[kind][name] !== faulty[kind][name] || lock.purposes !== faulty.purposes,
    );
  const differs = (coordinate: string, decide: typeof decideField): boolean =>
    Object.keys(lock.purposes).some((purpose) =>
      roles.some((role) =>
        [...new Set(regions)].some((region) => {
          const request = { coordinate, purpose, roles: [role], region };
          const [before, after] = [decide(lock, request), decide(faulty, request)];
          const word = (found: typeof before) => ('form' in found ? found.form : 'deny');
          return word(before) !== word(after);
        }),
      ),
    );
  return (
    changed('fields').some((name) => differs(name, decideField)) ||
    changed('arguments').some((name) => differs(name, decideArgument))
  );
}
