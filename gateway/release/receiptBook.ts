import type { Log } from '../../lib/log.ts';
import type { SubAnswer, SubFailure } from '../execute/compiled/answers.ts';
import { isRecord } from '../execute/compiled/faults.ts';
import type { AskedFields, AskedText } from './asked.ts';
import { receiptOf, taken, type Taken, type Unanswered } from './receipts.ts';

export interface Asking {
  readonly subgraph: string;
  /** The sub-request's document text. */
  readonly text: string;
}

/** What a store answered; an answer without the receipt that it owes is none. */
export type TakeAnswer = (
  question: Asking,
  answer: SubAnswer | SubFailure,
) => SubAnswer | SubFailure;

/** What the stores state of one response. */
export interface ReceiptBook {
  readonly receipts: readonly Taken[];
  /** A store may have served these too, and counted them: the release says that they went nowhere. */
  readonly unanswered: readonly Unanswered[];
  readonly take: TakeAnswer;
}

export interface ReceiptBookInput {
  readonly intent: string;
  readonly asked: AskedFields;
  readonly log: Log;
}

export function createReceiptBook({ intent, asked, log }: ReceiptBookInput): ReceiptBook {
  const receipts: Taken[] = [];
  const unanswered: Unanswered[] = [];
  const withoutReceipt = (store: string, answer: SubAnswer): SubAnswer | SubFailure => {
    if (!holdsData(answer.body)) return answer;
    log.error('receipt.invalid', { requestId: intent, store });
    return { failure: 'STORE_ANSWER_INVALID' };
  };
  return {
    receipts,
    unanswered,
    take: ({ subgraph: store, text }, answer) => {
      const { statementHash, owesReceipt } = asked.texts.get(text) ?? unknownText;
      const before = answer.unanswered ?? nothing;
      if (owesReceipt) for (const jti of before) unanswered.push({ store, jti });
      if ('failure' in answer) return answer;
      const { body, jti } = answer;
      const stated = receiptIn(body);
      if (stated === undefined && !owesReceipt) return answer;
      const attempt = before.length + 1;
      const receipt = receiptOf(stated, { jti, intent, statementHash, attempt });
      if (receipt !== undefined) {
        receipts.push(taken(store, receipt));
        return answer;
      }
      if (jti !== undefined) unanswered.push({ store, jti });
      return withoutReceipt(store, answer);
    },
  };
}

const nothing: readonly string[] = [];
const unknownText: AskedText = { statementHash: '', owesReceipt: true };

const holdsData = (body: unknown): body is Readonly<Record<string, unknown>> =>
  isRecord(body) && isRecord(body.data);

/** Of an answer that holds values: what else is counted went nowhere. */
const receiptIn = (body: unknown): unknown =>
  holdsData(body) && isRecord(body.extensions) ? body.extensions.receipt : undefined;
