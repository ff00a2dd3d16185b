import type { Caller } from '../../lib/bearer.ts';
import { AppError } from '../../lib/errors/appError.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import type { ServedDocument } from '../documents/servedDocument.ts';

/** Throws `ROLE_CONFLICT` where a token holds two roles that the policy keeps apart. */
export function refuseConflicts(lock: PolicyLock, caller: Caller): void {
  const held = new Set(caller.roles);
  if (lock.conflicts.some(([one, other]) => held.has(one) && held.has(other))) {
    throw new AppError('ROLE_CONFLICT');
  }
}

/** The caller's roles that this document knows. Throws `ROLE_NOT_ALLOWED`; nothing is asked of a store then. */
export function rolesFor(served: ServedDocument, caller: Caller): readonly string[] {
  const roles = served.roles.filter((role) => caller.roles.includes(role));
  if (roles.length === 0) throw new AppError('ROLE_NOT_ALLOWED');
  return roles;
}
