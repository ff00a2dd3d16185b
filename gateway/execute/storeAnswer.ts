import { StoreFailure } from './storeFailure.ts';

/** It goes to clients, so nothing but an instant passes. */
const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,18}Z$/;

const jsonType = /^application\/(graphql-response\+)?json\b/i;

/** Keeps nothing between calls. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a store says of its answer before it answers. */
export interface AnswerHead {
  readonly status: number;
  readonly contentType: unknown;
  readonly jti: unknown;
  readonly readAt: unknown;
}

/** When the store read its data. Throws a `StoreFailure` where the answer is not the one to `jti`, or no JSON. */
export function acceptedReadAt(head: AnswerHead, jti: string | undefined): string | undefined {
  if (!echoes(head, jti)) throw new StoreFailure('STORE_ANSWER_INVALID', 'jti');
  const { contentType, readAt } = head;
  if (
    contentType !== 'application/json' &&
    !(typeof contentType === 'string' && jsonType.test(contentType))
  ) {
    throw new StoreFailure('STORE_ANSWER_INVALID', 'content type');
  }
  return typeof readAt === 'string' && instant.test(readAt) ? readAt : undefined;
}

/** A refusal may come before the store knows whose token it is; it holds no data. */
const echoes = ({ status, jti: echoed }: AnswerHead, jti: string | undefined): boolean =>
  jti === undefined || echoed === jti || (status !== 200 && echoed === undefined);

export function decodeAnswer(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new StoreFailure('STORE_ANSWER_INVALID', 'encoding');
  }
}
