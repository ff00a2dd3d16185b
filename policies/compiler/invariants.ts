import type { InvariantCheck } from './context.ts';
import { total } from './invariants/total.ts';

/** Every invariant of the map (policy.md, section 2) that the compiler holds, in their order. */
export const invariants: readonly InvariantCheck[] = [total];
