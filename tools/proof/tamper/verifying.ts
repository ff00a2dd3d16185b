import type { Report } from '../../../audit/verify/core/report.ts';
import { parseTrust } from '../../../audit/verify/core/trust.ts';
import { verify } from '../../../audit/verify/core/verify.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';
import { createMemo, memoryFiles } from './memory.ts';
import type { SyntheticLog } from './syntheticLog.ts';

export type Change = ReadonlyMap<string, Uint8Array | null>;

/** Verifies a log in memory, with changes. */
export type Verifying = (changes?: Change, options?: VerifyingOptions) => Promise<Report>;
export interface VerifyingOptions {
  readonly last?: Uint8Array;
  readonly trust?: string;
  readonly remembers?: boolean;
}

const crypto = nodeCrypto();

export function verifying(log: SyntheticLog): Verifying {
  const memo = createMemo();
  return (changes, { last, trust = log.trust, remembers = true } = {}) =>
    verify({
      ...{ crypto, seed: 1, samples: 8, trust: parseTrust(crypto, trust) },
      files: memoryFiles(log.files, changes),
      ...(remembers ? { memo } : {}),
      ...(last === undefined ? {} : { last }),
    });
}
