/**
 * Keeps what was worked out of bytes that did not change: for whoever verifies many variants of one
 * log. The verifier itself works everything out each time.
 */
export type Memo = <Value>(
  name: string,
  bytes: readonly (Uint8Array | undefined)[],
  compute: () => Value,
) => Value;

export const withoutMemo: Memo = (_name, _bytes, compute) => compute();
