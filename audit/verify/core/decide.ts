import type { Policy } from './policy.ts';

export interface Asked {
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
}

/** Classes whose values are personal whoever the row belongs to. */
const personal: ReadonlySet<string> = new Set(['personal', 'personal-sensitive', 'free-text']);

/** Whether releases name the field: personal, party and free-text values alone. */
export const isNamed = (fieldClass: string): boolean =>
  fieldClass === 'party' || personal.has(fieldClass);

/** Whether this purpose may be used by somebody with these roles. */
export function mayAct({ purposes }: Policy, { purpose, roles }: Asked): boolean {
  const rule = purposes.get(purpose);
  // A consent is a live condition that no record can state yet, so nothing may rest on one.
  return rule !== undefined && !rule.needsConsent && roles.some((role) => rule.roles.has(role));
}

/**
 * The form in which a field may be shown, or undefined where it may not: the verifier's own reading
 * of a published policy. Whatever the policy does not say is denied.
 */
export function formOf(policy: Policy, coordinate: string, asked: Asked): string | undefined {
  const field = policy.fields.get(coordinate);
  if (field === undefined || !mayAct(policy, asked)) return undefined;
  if (field.window.has(asked.purpose)) return undefined;
  if (personal.has(field.class) && !field.residency.has(asked.region)) return undefined;
  return field.read.get(asked.purpose) ?? field.read.get('*');
}

/** Whether a command may be called: a right of its own, beside that to read its answer. */
export function mayCall(policy: Policy, command: string, asked: Asked): boolean {
  const coordinate = `Mutation.${command}`;
  const field = policy.fields.get(coordinate);
  if (field === undefined || formOf(policy, coordinate, asked) === undefined) return false;
  return field.write.has(asked.purpose);
}
