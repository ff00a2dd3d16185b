import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { Taken, Unanswered } from './receipts.ts';

/** What a decision says of a request before anything was asked: alike for all of one document, roles and region. */
export interface About {
  readonly screen: string | null;
  /** Hex SHA-256 of the registered text. */
  readonly document: string | null;
  readonly purpose: string | null;
  readonly basis: string | null;
  readonly roles: readonly string[];
  readonly region: string;
}

/** The policy under which it is decided. */
export interface InForce {
  readonly epoch: number;
  readonly lock: string;
  /** Number of the newest lockdown that is looked at now; 0: none yet. It rises while the process runs. */
  readonly lockVersion: number;
}

/** Writes decisions (docs/audit-format.md) as canonical JSON (RFC 8785): their members stand in its order. */
export interface DecisionTexts {
  readonly intent: (subjectsMax: number) => string;
  readonly release: (facts: ReleaseFacts) => string;
  readonly deny: (facts: DenyFacts) => string;
  readonly admin: (facts: AdminFacts) => string;
}

/** What only the administration does. */
export type AdminAction = 'log.read' | 'governance.read';

export interface AdminFacts {
  readonly action: AdminAction;
  readonly count: number;
  readonly minute: string;
}

export interface ReleaseFacts {
  /** The intent's id. */
  readonly intent: string;
  /** Canonical JSON. */
  readonly forms: string;
  readonly receipts: readonly Taken[];
  readonly unanswered: readonly Unanswered[];
}

export interface DenyFacts {
  readonly code: ErrorCode;
  readonly count: number;
  /** `2026-11-24T12:00Z` */
  readonly minute: string;
  readonly intent?: string;
}

/** All that stays the same is written once: the road of a request only puts pieces together. */
export function decisionTexts(about: About, inForce: InForce): DecisionTexts {
  const { epoch, lock } = inForce;
  const json = (value: unknown): string => JSON.stringify(value);
  const ownBasis = `"basis":${json(about.basis)},`;
  const basis = `{${ownBasis}`;
  const document = `"document":${json(about.document)},"epoch":${String(epoch)},`;
  const lockStart = `"lock":${json(lock)},"lockVersion":`;
  const locks = (): string => `${lockStart}${String(inForce.lockVersion)},`;
  const purpose = `"purpose":${json(about.purpose)},`;
  const rights = `"region":${json(about.region)},"roles":${json([...about.roles].sort())},`;
  const screen = `"screen":${json(about.screen)}`;
  const intentEnd = `${purpose}${rights}${screen},"subjectsMax":`;
  return {
    intent: (subjectsMax) => `${basis}${document}${locks()}${intentEnd}${String(subjectsMax)}}`,
    release: ({ intent, forms, receipts, unanswered }) => {
      const { cells, rows, subjects, guardSeq } = sumsOf(receipts);
      return (
        `${basis}"cells":${String(cells)},"conditions":[],${document}"forms":${forms},` +
        `"guardSeq":${String(guardSeq)},"intent":"${intent}",${locks()}${purpose}` +
        `"receipts":[${receipts.map(receiptText).join(',')}],${rights}"rows":${String(rows)},` +
        `${screen},"subjects":${String(subjects)},` +
        `"unanswered":[${unanswered.map(unansweredText).join(',')}]}`
      );
    },
    deny: ({ code, count, minute, intent }) =>
      `${basis}"code":"${code}","count":${String(count)},${document}` +
      `${intent === undefined ? '' : `"intent":"${intent}",`}${locks()}` +
      `"minute":"${minute}",${purpose}${rights}${screen}}`,
    admin: ({ action, count, minute }) =>
      `{"action":"${action}",${ownBasis}"count":${String(count)},${document}${locks()}` +
      `"minute":"${minute}",${purpose}${rights}${screen}}`,
  };
}

interface Sums {
  readonly cells: number;
  readonly rows: number;
  readonly subjects: number;
  readonly guardSeq: number | null;
}

function sumsOf(receipts: readonly Taken[]): Sums {
  let [cells, rows, subjects] = [0, 0, 0];
  let guardSeq: number | null = null;
  for (const { receipt } of receipts) {
    cells += receipt.cells;
    rows += receipt.rows;
    subjects += receipt.audit_refs.length;
    if (receipt.guardSeq === null) continue;
    guardSeq = guardSeq === null ? receipt.guardSeq : Math.min(guardSeq, receipt.guardSeq);
  }
  return { cells, rows, subjects, guardSeq };
}

const receiptText = ({ store, hash, receipt }: Taken): string =>
  `{"cells":${String(receipt.cells)},"hash":"${hash}","jti":${JSON.stringify(receipt.jti)},` +
  `"rows":${String(receipt.rows)},"store":${JSON.stringify(store)},` +
  `"subjects":${String(receipt.audit_refs.length)}}`;

const unansweredText = ({ store, jti }: Unanswered): string =>
  `{"jti":${JSON.stringify(jti)},"store":${JSON.stringify(store)}}`;

/** `2026-11-24T12:00Z` */
export const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;
