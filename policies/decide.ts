import {
  personalClasses,
  type ArgumentRule,
  type Coordinate,
  type FieldClass,
  type FieldRule,
  type Form,
  type PolicyLock,
  type Purpose,
  type PurposeName,
} from './lock.ts';

/** The parts of the lock that a decision looks at. */
export type DecisionTable = Pick<PolicyLock, 'purposes' | 'fields' | 'arguments'>;

export interface AccessRequest {
  readonly coordinate: Coordinate;
  readonly purpose: PurposeName;
  readonly roles: readonly string[];
  readonly region: string;
}

export type DenialReason =
  | 'NO_RULE'
  | 'PURPOSE_UNKNOWN'
  | 'ROLE_NOT_ALLOWED'
  | 'PURPOSE_NOT_ALLOWED'
  | 'CONSENT_NOT_YET'
  | 'WINDOW_NOT_YET'
  | 'REGION_NOT_ALLOWED';

export type Decision =
  | { readonly effect: 'allow'; readonly form: Form }
  | { readonly effect: 'deny'; readonly reason: DenialReason };

const deny = (reason: DenialReason): Decision => ({ effect: 'deny', reason });

/** Stands for every purpose; the compiler gives it to structure alone. */
export const everyPurpose = '*';

// A comparison of two policies asks millions of times: a global is not looked up for each.
const { hasOwn } = Object;

const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  hasOwn(record, key) ? record[key] : undefined;

/** May this output field be read, and in which form? Absence is denial. A look-up, no scan. */
export function decideField(table: DecisionTable, request: AccessRequest): Decision {
  const rule = own(table.fields, request.coordinate);
  if (rule === undefined) return deny('NO_RULE');
  const refusal = refuseCaller(table, request);
  if (refusal !== undefined) return deny(refusal);
  const form = own(rule.read, request.purpose) ?? own(rule.read, everyPurpose);
  if (form === undefined) return deny('PURPOSE_NOT_ALLOWED');
  if (rule.window.includes(request.purpose)) return deny('WINDOW_NOT_YET');
  if (!regionAllowed(rule.class, rule, request.region)) return deny('REGION_NOT_ALLOWED');
  return { effect: 'allow', form };
}

/** May this argument or input field be used? */
export function decideArgument(table: DecisionTable, request: AccessRequest): Decision {
  const rule = own(table.arguments, request.coordinate);
  if (rule === undefined) return deny('NO_RULE');
  const refusal = refuseCaller(table, request);
  if (refusal !== undefined) return deny(refusal);
  if (!rule.purposes.includes(request.purpose) && !rule.purposes.includes(everyPurpose)) {
    return deny('PURPOSE_NOT_ALLOWED');
  }
  const isAllowed = targetsOf(rule.meaning).every((target) => {
    const field = own(table.fields, target);
    return field === undefined || regionAllowed(field.class, field, request.region);
  });
  if (!isAllowed) return deny('REGION_NOT_ALLOWED');
  return { effect: 'allow', form: 'clear' };
}

function refuseCaller(table: DecisionTable, request: AccessRequest): DenialReason | undefined {
  const purpose = own(table.purposes, request.purpose);
  if (purpose === undefined) return 'PURPOSE_UNKNOWN';
  if (!holdsRole(purpose, request.roles)) return 'ROLE_NOT_ALLOWED';
  // Consent is a live condition of customer-pii; until it is evaluated there, nothing rests on it.
  return purpose.consent === undefined ? undefined : 'CONSENT_NOT_YET';
}

const holdsRole = (purpose: Purpose, roles: readonly string[]): boolean =>
  roles.some((role) => purpose.roles.includes(role));

/** Residency binds values that are personal whoever the row belongs to. */
const regionAllowed = (
  fieldClass: FieldClass,
  rule: Pick<FieldRule, 'residency'>,
  region: string,
): boolean => !personalClasses.has(fieldClass) || rule.residency.includes(region);

/** The fields that an argument selects by or writes: their residency holds for it too. */
export function targetsOf(meaning: ArgumentRule['meaning']): readonly Coordinate[] {
  if (meaning.kind === 'write') return [meaning.to];
  if (meaning.kind === 'sort') return Object.values(meaning.values);
  return meaning.kind !== 'version' && 'of' in meaning ? [meaning.of] : [];
}
