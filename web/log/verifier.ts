import type { Report } from '../../audit/verify/core/report.ts';
import { parseTrust } from '../../audit/verify/core/trust.ts';
import { verify } from '../../audit/verify/core/verify.ts';
import { NoSignatures, webCrypto } from '../../audit/verify/core/webCrypto.ts';

/* The verifier, beside the page: it is given bytes and asks nobody for anything. */

export interface Work {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Text of the auditor's trust.json. */
  readonly trust: string | undefined;
  /** The auditor's own last checkpoint of this log. */
  readonly last: Uint8Array | undefined;
  readonly seed: number;
}

export type Said =
  | { readonly is: 'progress'; readonly entries: number; readonly of: number }
  | { readonly is: 'report'; readonly report: Report }
  | { readonly is: 'failed'; readonly why: 'signatures' | 'trust' | 'other' };

const say = (said: Said): void => {
  self.postMessage(said);
};

self.addEventListener('message', ({ data }: MessageEvent<Work>) => {
  work(data).catch((error: unknown) => {
    say({ is: 'failed', why: error instanceof NoSignatures ? 'signatures' : 'other' });
  });
});

async function work({ files, trust: text, last, seed }: Work): Promise<void> {
  const crypto = await webCrypto(globalThis.crypto.subtle);
  const trust = text === undefined ? undefined : parseTrust(crypto, text);
  if (text !== undefined && trust === undefined) {
    say({ is: 'failed', why: 'trust' });
    return;
  }
  const report = await verify({
    ...{ crypto, trust, seed },
    ...(last === undefined ? {} : { last }),
    files: {
      list: () =>
        Promise.resolve([...files].map(([path, bytes]) => ({ path, bytes: bytes.length }))),
      read: (path) => Promise.resolve(files.get(path)),
    },
    onProgress: (entries, of) => {
      say({ is: 'progress', entries, of });
    },
  });
  say({ is: 'report', report });
}
