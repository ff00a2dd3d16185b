import type { Report } from '../../audit/verify/core/report.ts';
import workerUrl from './verifier.ts?worker&url';
import type { Said, Work } from './verifier.ts';

/** Why there is no verdict: then nothing may be called verified. */
export class NoVerdict extends Error {
  override readonly name = 'NoVerdict';
  readonly why: 'signatures' | 'trust' | 'other';

  constructor(why: 'signatures' | 'trust' | 'other') {
    super(why);
    this.why = why;
  }
}

interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => { readonly createScriptURL: (url: string) => string };
}

/** The page's policy takes script from its own files alone, and this one is named by the build. */
function startWorker(): Worker {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  const own = trustedTypes?.createPolicy('referent-verifier', {
    createScriptURL: () => workerUrl,
  });
  return new Worker(own?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' });
}

/** Verifies beside the page, so that the page stays usable. */
export function runVerifier(
  given: Work,
  signal: AbortSignal,
  report: (entries: number, of: number) => void,
): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = startWorker();
    const end = (): void => {
      worker.terminate();
    };
    signal.addEventListener('abort', end);
    worker.addEventListener('error', () => {
      end();
      reject(new NoVerdict('other'));
    });
    worker.addEventListener('message', ({ data }: MessageEvent<Said>) => {
      if (data.is === 'progress') {
        report(data.entries, data.of);
        return;
      }
      end();
      if (data.is === 'report') resolve(data.report);
      else reject(new NoVerdict(data.why));
    });
    worker.postMessage(given);
  });
}
