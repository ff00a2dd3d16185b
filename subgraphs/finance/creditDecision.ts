import type { AccountStatus } from './states.ts';

/** What a credit decision looks at. */
export interface CreditFacts {
  readonly accountStatus: AccountStatus;
  readonly onHold: boolean;
  readonly limitMinor: bigint;
  /** Without the order that is decided on. */
  readonly exposureMinor: bigint;
  readonly oldestDaysLate: number;
  readonly orderMinor: bigint;
}

export interface CreditDecision {
  readonly decision: 'APPROVED' | 'BLOCKED';
  readonly reasons: readonly string[];
}

/** Nobody buys on credit with an invoice that is later than this. */
const daysLateMax = 60;

/** Each reason that blocks an order, in the order in which they are told. */
const reasons: readonly (readonly [string, (facts: CreditFacts) => boolean])[] = [
  ['ACCOUNT_BLOCKED', ({ accountStatus }) => accountStatus === 'BLOCKED'],
  ['ON_HOLD', ({ onHold }) => onHold],
  [
    'OVER_LIMIT',
    ({ exposureMinor, orderMinor, limitMinor }) => exposureMinor + orderMinor > limitMinor,
  ],
  ['OVERDUE_MORE_THAN_60_DAYS', ({ oldestDaysLate }) => oldestDaysLate > daysLateMax],
];

/** Approves unless something speaks against it. */
export function decideCredit(facts: CreditFacts): CreditDecision {
  const found = reasons.filter(([, holds]) => holds(facts)).map(([reason]) => reason);
  return { decision: found.length === 0 ? 'APPROVED' : 'BLOCKED', reasons: found };
}
