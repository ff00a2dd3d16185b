import { useCallback, useEffect, useState } from 'react';
import {
  ReferentError,
  type Answer,
  type RegisteredDocument,
} from '../../client/referentClient.ts';
import { useSession } from '../session/session.tsx';

export type Asked<Data> =
  | { readonly is: 'loading' }
  | { readonly is: 'shown'; readonly answer: Answer<Data>; readonly renewing: boolean }
  | { readonly is: 'failed'; readonly code: string; readonly message: string };

export interface AskedScreen<Data> {
  readonly asked: Asked<Data>;
  readonly retry: () => void;
}

/** The connection failed before anything came back. */
export const offline = 'OFFLINE';

/** Asks a registered screen; again when its variables change or on `retry`. */
export function useScreen<Data, Variables extends object>(
  document: RegisteredDocument<Data, Variables>,
  variables: Variables,
): AskedScreen<Data> {
  const { state, expire } = useSession();
  const [asked, setAsked] = useState<Asked<Data>>({ is: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const client = state.is === 'in' ? state.client : undefined;
  // Variables are plain JSON: the text says whether they changed.
  const text = JSON.stringify(variables);
  useEffect(() => {
    if (client === undefined) return undefined;
    const call = new AbortController();
    setAsked((before) =>
      before.is === 'shown' && attempt > 0 ? { ...before, renewing: true } : { is: 'loading' },
    );
    client
      .run(document, JSON.parse(text) as Variables, { sources: true, signal: call.signal })
      .then(
        (answer) => {
          setAsked({ is: 'shown', answer, renewing: false });
        },
        (error: unknown) => {
          if (call.signal.aborted) return;
          if (error instanceof ReferentError && error.code === 'UNAUTHENTICATED') expire();
          setAsked(failureOf(error));
        },
      );
    return () => {
      call.abort();
    };
  }, [client, document, text, attempt, expire]);
  const retry = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  return { asked, retry };
}

const failureOf = (error: unknown): Asked<never> =>
  error instanceof ReferentError
    ? { is: 'failed', code: error.code, message: error.message }
    : { is: 'failed', code: offline, message: '' };
