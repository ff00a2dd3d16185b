import type { Check, Finding, Notice } from './findings.ts';
import type { Removal } from './removals.ts';

/** `unpinned`: nothing was found, by keys that the log itself brought along. */
export type Verdict = 'verified' | 'not-verified' | 'unpinned';

/** What a verification says, for machines; the report for people is made of it. */
export interface Report {
  readonly format: 1;
  readonly verdict: Verdict;
  /** Whether the keys are the auditor's own. */
  readonly pinned: boolean;
  readonly origin: string | null;
  readonly size: number;
  /** Hex; null where there is no readable checkpoint. */
  readonly root: string | null;
  /** Of the first and last entry; null where there is none. */
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly witnesses: {
    readonly cosigned: readonly string[];
    readonly quorum: number;
    /** Operators among those that cosigned, of all witnesses that are pinned. */
    readonly independence: { readonly operators: number; readonly of: number };
  };
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
  readonly notices: readonly Notice[];
  readonly removals: readonly Removal[];
  readonly entries: Readonly<Record<string, number>>;
  readonly samples: { readonly seed: number; readonly indexes: readonly number[] };
}

export interface CheckResult {
  readonly check: Check;
  readonly passed: boolean;
  /** Things that were looked at. */
  readonly examined: number;
  /** True where the check had nothing to compare with. */
  readonly skipped: boolean;
}
