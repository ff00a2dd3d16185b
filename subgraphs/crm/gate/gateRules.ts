import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { SalesOrderStatus, CustomerLifecycle } from '../states.ts';
import type { Attestation, Attestations } from './attestations.ts';

/** What the gate looks at. */
export interface GateFacts {
  readonly now: Date;
  readonly status: SalesOrderStatus;
  /** The order's fingerprint now, and the one that was signed. */
  readonly documentSha256: string;
  readonly signedSha256: string | null;
  readonly lifecycle: CustomerLifecycle;
  readonly duplicate: boolean;
  /** Null where finance was not asked, since the order could not pass anyway. */
  readonly attestations: Attestations | null;
}

export interface GateRule {
  readonly rule:
    | 'ORDER_IS_SIGNED'
    | 'SIGNATURE_VALID'
    | 'PARTY_IS_CUSTOMER'
    | 'NOT_DUPLICATE'
    | 'ACCOUNT_CONFIRMED'
    | 'CREDIT_APPROVED';
  /** The refusal of an order that does not meet the rule. */
  readonly code: ErrorCode;
  /** Who answers for the rule, in fixed words. */
  readonly detail: string;
  readonly passed: (facts: GateFacts) => boolean;
  readonly attestation?: (facts: GateFacts) => Attestation | undefined;
}

const holds = (attestation: Attestation | undefined, now: Date): boolean =>
  attestation?.passed === true && new Date(attestation.validUntil) >= now;

/** The rules of the one-way gate, in the order in which they refuse. */
export const gateRules: readonly GateRule[] = [
  {
    rule: 'ORDER_IS_SIGNED',
    code: 'ORDER_NOT_SIGNED',
    detail: 'state of the order',
    passed: ({ status }) => status === 'SIGNED',
  },
  {
    rule: 'SIGNATURE_VALID',
    code: 'SIGNATURE_INVALID',
    detail: 'fingerprint of the order against the signed one',
    passed: ({ documentSha256, signedSha256 }) => documentSha256 === signedSha256,
  },
  {
    rule: 'PARTY_IS_CUSTOMER',
    code: 'ACCOUNT_NOT_CONFIRMED',
    detail: 'lifecycle of the customer',
    passed: ({ lifecycle }) => lifecycle === 'ACTIVE' || lifecycle === 'DORMANT',
  },
  {
    rule: 'NOT_DUPLICATE',
    code: 'ORDER_DUPLICATE',
    detail: 'released orders of the customer',
    passed: ({ duplicate }) => !duplicate,
  },
  {
    rule: 'ACCOUNT_CONFIRMED',
    code: 'ACCOUNT_NOT_CONFIRMED',
    detail: 'attested by finance',
    passed: ({ attestations, now }) => holds(attestations?.account, now),
    attestation: ({ attestations }) => attestations?.account,
  },
  {
    rule: 'CREDIT_APPROVED',
    code: 'CREDIT_BLOCKED',
    detail: 'attested by finance',
    passed: ({ attestations, now }) => holds(attestations?.credit, now),
    attestation: ({ attestations }) => attestations?.credit,
  },
];
