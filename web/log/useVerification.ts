import { useCallback, useEffect, useRef, useState } from 'react';
import type { Report } from '../../audit/verify/core/report.ts';
import { ReferentError } from '../../client/referentClient.ts';
import { offline } from '../data/useScreen.ts';
import { useSession } from '../session/session.tsx';
import { downloadLog, entriesMax, openRemoteLog } from './remote.ts';
import { NoVerdict, runVerifier } from './runVerifier.ts';

/** What was verified: the very bytes that the verdict is about. */
export interface Verified {
  readonly report: Report;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export type Verification =
  | { readonly is: 'idle' }
  | { readonly is: 'downloading' | 'verifying'; readonly done: number; readonly of: number }
  | { readonly is: 'done'; readonly verified: Verified }
  | { readonly is: 'none'; readonly why: NoVerdict['why'] | 'empty' | 'too-long' }
  | { readonly is: 'failed'; readonly code: string; readonly message: string };

type Show = (verification: Verification) => void;

interface Asked {
  readonly token: string;
  readonly trust: string | undefined;
  readonly signal: AbortSignal;
  readonly show: Show;
}

async function verifyHere({ token, trust, signal, show }: Asked): Promise<void> {
  show({ is: 'downloading', done: 0, of: 1 });
  const log = await openRemoteLog({ token, signal });
  if (log === undefined || log.note.size > entriesMax) {
    show({ is: 'none', why: log === undefined ? 'empty' : 'too-long' });
    return;
  }
  const files = await downloadLog(log, (done, of) => {
    show({ is: 'downloading', done, of });
  });
  const [seed = 0] = crypto.getRandomValues(new Uint32Array(1));
  const last = lastSeen(log.note.origin);
  const report = await runVerifier({ files, trust, last, seed }, signal, (done, of) => {
    show({ is: 'verifying', done, of });
  });
  if (report.verdict === 'verified') keepSeen(log.note.origin, log.checkpoint);
  show({ is: 'done', verified: { report, files } });
}

/** An auditor's own last checkpoint of a log stays in the auditor's browser: the log has to have grown from it. */
const seenKey = (origin: string): string => `referent.checkpoint ${origin}`;

function lastSeen(origin: string): Uint8Array | undefined {
  const note = localStorage.getItem(seenKey(origin));
  return note === null ? undefined : new TextEncoder().encode(note);
}

const keepSeen = (origin: string, checkpoint: Uint8Array): void => {
  localStorage.setItem(seenKey(origin), new TextDecoder().decode(checkpoint));
};

function failureOf(error: unknown): Verification {
  if (error instanceof NoVerdict) return { is: 'none', why: error.why };
  const { code, message } = error instanceof ReferentError ? error : { code: offline, message: '' };
  return { is: 'failed', code, message };
}

/** Starts over when it is asked again, and ends with the page. */
export function useVerification(): {
  readonly verification: Verification;
  readonly verify: (trust: string | undefined) => void;
} {
  const { state, expire } = useSession();
  const [verification, setVerification] = useState<Verification>({ is: 'idle' });
  const running = useRef<AbortController>(undefined);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );
  const verify = useCallback(
    (trust: string | undefined) => {
      if (state.is !== 'in') return;
      running.current?.abort();
      const call = new AbortController();
      running.current = call;
      const show: Show = (now) => {
        if (!call.signal.aborted) setVerification(now);
      };
      const { person } = state;
      verifyHere({ token: person.token, trust, signal: call.signal, show }).catch(
        (error: unknown) => {
          if (call.signal.aborted) return;
          if (error instanceof ReferentError && error.code === 'UNAUTHENTICATED') expire();
          show(failureOf(error));
        },
      );
    },
    [state, expire],
  );
  return { verification, verify };
}
