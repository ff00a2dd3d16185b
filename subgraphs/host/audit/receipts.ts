import type { Receipt } from '../../../audit/receipt.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import type { PurposeClaims } from '../../../lib/purposeToken.ts';
import type { AnswerTally } from './answerTally.ts';
import type { ReceiptChain } from './chain.ts';
import type { RefsOf } from './refs.ts';

/** What a sub-request is known by in its receipt. */
export interface ReceiptCase {
  readonly claims: Pick<PurposeClaims, 'jti' | 'intent'> & {
    readonly attempt?: number | undefined;
  };
  readonly statementHash: string;
  /** Said for each statement that the receipt itself takes. */
  readonly counted: () => void;
}

/** States what an answer holds of natural persons. Throws `AUDIT_UNAVAILABLE`: then nothing may leave. */
export type IssueReceipt = (tally: AnswerTally, about: ReceiptCase) => Promise<Receipt>;

export const createReceipts =
  (refsOf: RefsOf, chain: Pick<ReceiptChain, 'add'>): IssueReceipt =>
  async (tally, { claims, statementHash, counted }) => {
    const { cells, rows, subjects } = await tally.result().catch((cause: unknown) => {
      throw new AppError('AUDIT_UNAVAILABLE', { cause });
    });
    const receipt: Receipt = {
      attempt: claims.attempt ?? 1,
      audit_refs: await refsOf(subjects, counted),
      cells,
      entryId: claims.intent,
      guardSeq: null,
      jti: claims.jti,
      rows,
      statementHash,
    };
    chain.add(receipt);
    return receipt;
  };
