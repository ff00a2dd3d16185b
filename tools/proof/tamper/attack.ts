import type { FindingCode } from '../../../audit/verify/core/findings.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { SyntheticLog } from './syntheticLog.ts';
import type { Verifying } from './verifying.ts';

/** An attack, and by what it was found. */
export interface AttackResult {
  readonly attack: string;
  /** One of these has to be found. */
  readonly expected: readonly FindingCode[];
  /** Where it has to be found, in the log. */
  readonly at: number | null;
  readonly found: readonly string[];
  readonly isFound: boolean;
}

export interface AttackInput {
  readonly log: SyntheticLog;
  readonly policy: PolicyLock;
  readonly seed: number;
  readonly check: Verifying;
}

export interface Attack {
  readonly attack: string;
  readonly expected: readonly FindingCode[];
  readonly at?: number;
  readonly run: () => ReturnType<Verifying>;
}
