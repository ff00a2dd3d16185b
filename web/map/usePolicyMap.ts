import { useCallback, useEffect, useState } from 'react';
import {
  policyMap,
  screenRegister,
  type PolicyMapQuery,
  type ScreenRegisterQuery,
} from '../../client/documents.generated.ts';
import { stores } from '../../client/graph.generated.ts';
import { ReferentError, type ReferentClient } from '../../client/referentClient.ts';
import { offline } from '../data/useScreen.ts';
import { useSession } from '../session/session.tsx';
import type { FieldRule } from './model.ts';

type Policy = NonNullable<PolicyMapQuery['policy']>;
export type RegisteredScreen = NonNullable<ScreenRegisterQuery['policy']>['screens'][number];

export interface PolicyMap {
  readonly policy: Policy;
  readonly rules: readonly FieldRule[];
  readonly screens: readonly RegisteredScreen[];
}

export type MapState =
  | { readonly is: 'loading'; readonly count: number }
  | { readonly is: 'shown'; readonly map: PolicyMap }
  | { readonly is: 'failed'; readonly code: string; readonly message: string };

const pageSize = 100;

/** Reads every rule of the published policy, the stores' side by side, and the register of screens. */
async function readMap(
  client: ReferentClient,
  signal: AbortSignal,
  report: (count: number) => void,
): Promise<PolicyMap> {
  const registered = client.run(screenRegister, {}, { signal });
  const count = { read: 0 };
  const read = (store: string | null): Promise<Part> =>
    readRules(client, signal, store, (rules) => {
      count.read += rules;
      report(count.read);
    });
  const whole = readPage(client, signal, { store: null, first: 1, after: null });
  const parts = await Promise.all(stores.map(read));
  const policy = await whole;
  const rules = parts.flatMap((part) => part.rules);
  if (parts.some((part) => part.hash !== policy.hash)) throw changedMeanwhile();
  // A store that this page does not know yet: its rules come with all others, one page after another.
  const isWhole = rules.length === policy.fields.totalCount;
  const all = isWhole ? rules : (await read(null)).rules;
  return { policy, rules: all, screens: (await registered).data?.policy?.screens ?? [] };
}

interface Part {
  readonly hash: string;
  readonly rules: readonly FieldRule[];
}

async function readRules(
  client: ReferentClient,
  signal: AbortSignal,
  store: string | null,
  report: (rules: number) => void,
): Promise<Part> {
  const rules: FieldRule[] = [];
  let policy: Policy | undefined;
  let after: string | null = null;
  do {
    const page: Policy = await readPage(client, signal, { store, first: pageSize, after });
    // A policy put in force meanwhile would make a map of two.
    if (policy !== undefined && policy.hash !== page.hash) throw changedMeanwhile();
    policy = page;
    rules.push(...page.fields.edges.map(({ node }) => node));
    after = page.fields.pageInfo.hasNextPage ? page.fields.pageInfo.endCursor : null;
    report(page.fields.edges.length);
  } while (after !== null);
  return { hash: policy.hash, rules };
}

async function readPage(
  client: ReferentClient,
  signal: AbortSignal,
  asked: { readonly store: string | null; readonly first: number; readonly after: string | null },
): Promise<Policy> {
  const { data, errors } = await client.run(policyMap, asked, { signal });
  const policy = data?.policy;
  if (policy == null) {
    const [error] = errors;
    const code = error?.extensions?.code ?? 'NOT_FOUND';
    throw new ReferentError(code, 200, error?.message ?? '');
  }
  return policy;
}

const changedMeanwhile = (): ReferentError =>
  new ReferentError('CONFLICT', 200, 'another policy was put in force meanwhile');

export function usePolicyMap(): { readonly state: MapState; readonly retry: () => void } {
  const { state: session, expire } = useSession();
  const [state, setState] = useState<MapState>({ is: 'loading', count: 0 });
  const [attempt, setAttempt] = useState(0);
  const client = session.is === 'in' ? session.client : undefined;
  useEffect(() => {
    if (client === undefined) return undefined;
    const call = new AbortController();
    const report = (count: number): void => {
      if (!call.signal.aborted) setState({ is: 'loading', count });
    };
    report(0);
    readMap(client, call.signal, report).then(
      (map) => {
        setState({ is: 'shown', map });
      },
      (error: unknown) => {
        if (call.signal.aborted) return;
        if (error instanceof ReferentError && error.code === 'UNAUTHENTICATED') expire();
        const { code, message } =
          error instanceof ReferentError ? error : { code: offline, message: '' };
        setState({ is: 'failed', code, message });
      },
    );
    return () => {
      call.abort();
    };
  }, [client, attempt, expire]);
  const retry = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  return { state, retry };
}
