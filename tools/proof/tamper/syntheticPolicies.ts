import { decideField, type AccessRequest } from '../../../policies/decide.ts';
import { personalClasses, type PolicyLock, type ScreenRule } from '../../../policies/lock.ts';
import { lockHash } from '../../../policies/readLock.ts';

/** The same policy under another hash, as it was before. */
export function earlierPolicy(policy: PolicyLock): PolicyLock {
  const earlier = { ...policy, notYet: [...policy.notYet, 'earlier'] };
  return { ...earlier, hash: lockHash(earlier) };
}

/** What an answer of a screen may show of persons and parties. */
export interface Shown {
  readonly screen: string;
  readonly rule: ScreenRule;
  readonly role: string;
  readonly basis: string;
  /** Fields by form. */
  readonly forms: Readonly<Record<string, readonly string[]>>;
  readonly stores: readonly string[];
}

export const region = 'EU';
const fieldsMax = 24;

/** Each screen of the policy that shows something of persons or parties. */
export const shownBy = (policy: PolicyLock): readonly Shown[] =>
  Object.entries(policy.screens).flatMap(([screen, rule]) => {
    const purpose = policy.purposes[rule.purpose];
    const role = rule.roles.find((name) => purpose?.roles.includes(name));
    if (rule.kind !== 'screen' || purpose === undefined || role === undefined) return [];
    const shown = fieldsShown(policy, { purpose: rule.purpose, roles: [role], region });
    const stores = new Set(shown.map(({ store }) => store));
    const forms = [...new Set(shown.map(({ form }) => form))].map((form) => {
      const fields = shown.filter((one) => one.form === form).map(({ coordinate }) => coordinate);
      return [form, fields.sort()] as const;
    });
    if (shown.length === 0) return [];
    return [
      {
        ...{ screen, rule, role, basis: purpose.legalBasis },
        ...{ forms: Object.fromEntries(forms), stores: [...stores].sort() },
      },
    ];
  });

type Caller = Omit<AccessRequest, 'coordinate'>;

const fieldsShown = (policy: PolicyLock, caller: Caller) =>
  Object.entries(policy.fields)
    .filter(([, field]) => field.class === 'party' || personalClasses.has(field.class))
    .flatMap(([coordinate, { store }]) => {
      const decision = decideField(policy, { ...caller, coordinate });
      return decision.effect === 'deny' ? [] : [{ coordinate, store, form: decision.form }];
    })
    .slice(0, fieldsMax);

export interface Callable {
  readonly command: string;
  readonly screen: string;
  readonly rule: ScreenRule;
  readonly role: string;
  readonly basis: string;
  readonly store: string;
}

/** Commands whose screen has the name of the field that it calls. */
export function callableBy(policy: PolicyLock): readonly Callable[] {
  return Object.entries(policy.screens).flatMap(([screen, rule]) => {
    const field = policy.fields[`Mutation.${screen}`];
    const purpose = policy.purposes[rule.purpose];
    const role = rule.roles.find((name) => purpose?.roles.includes(name));
    if (rule.kind !== 'command' || field === undefined || purpose === undefined) return [];
    if (role === undefined || !field.write.includes(rule.purpose)) return [];
    return [{ command: screen, screen, rule, role, basis: purpose.legalBasis, store: field.store }];
  });
}
