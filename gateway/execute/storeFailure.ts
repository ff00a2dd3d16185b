export type FailureCode = 'STORE_UNAVAILABLE' | 'STORE_TIMEOUT' | 'STORE_ANSWER_INVALID';

/** Why a store gave no usable answer. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly code: FailureCode;
  /** True where the connection broke before an answer began: a read may be asked again. */
  readonly retriable: boolean;

  constructor(code: FailureCode, reason: string, retriable = false) {
    super(reason);
    this.code = code;
    this.retriable = retriable;
  }
}

const refusedCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const brokenCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** What an error of a socket, or of what reads it, says of the store. */
export function failureOf(error: Error, answerBegan: boolean): StoreFailure {
  const { code } = error as { readonly code?: string };
  if (answerBegan) return new StoreFailure('STORE_ANSWER_INVALID', 'cut off');
  if (code !== undefined && refusedCodes.has(code)) {
    return new StoreFailure('STORE_UNAVAILABLE', 'connection refused');
  }
  if (code !== undefined && brokenCodes.has(code)) return brokenConnection();
  // What is left is no HTTP: another protocol, a malformed head, a wrong length.
  return error.name === 'HTTPParserError' || code?.startsWith('UND_ERR_') === true
    ? new StoreFailure('STORE_ANSWER_INVALID', 'not HTTP')
    : new StoreFailure('STORE_UNAVAILABLE', 'connection failed');
}

export const brokenConnection = (): StoreFailure =>
  new StoreFailure('STORE_UNAVAILABLE', 'connection broken', true);
export const lateAnswer = (): StoreFailure => new StoreFailure('STORE_TIMEOUT', 'deadline');
export const clientGone = (): StoreFailure =>
  new StoreFailure('STORE_UNAVAILABLE', 'the client went away');
