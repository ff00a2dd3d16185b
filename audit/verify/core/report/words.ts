import type { Check, FindingCode, NoticeCode } from '../findings.ts';
import type { Verdict } from '../report.ts';

/** What a report says in one language. */
export interface Words {
  readonly language: 'en' | 'fr';
  readonly title: string;
  readonly verdict: Readonly<Record<Verdict, string>>;
  /** First sentence where no keys were pinned. */
  readonly unpinned: string;
  readonly checks: Readonly<Record<Check, string>>;
  readonly codes: Readonly<Record<FindingCode | NoticeCode, string>>;
  readonly independence: (operators: number, of: number) => string;
  readonly covered: (entries: number, from: string, to: string) => string;
  readonly seed: (seed: number, count: number) => string;
  readonly entry: (index: number) => string;
  readonly times: (count: number) => string;
  readonly labels: {
    readonly check: string;
    readonly result: string;
    readonly examined: string;
    readonly passed: string;
    readonly failed: string;
    readonly skipped: string;
    readonly findings: string;
    readonly notices: string;
    readonly none: string;
    readonly what: string;
    readonly first: string;
    readonly count: string;
    readonly removals: string;
    readonly law: string;
    readonly entries: string;
    readonly kind: string;
    readonly origin: string;
    readonly root: string;
    readonly witnesses: string;
  };
}
