import { personaToken } from '../../../tools/cli/personaToken.ts';
import { usageOf } from '../../shared/processes/usage.ts';
import { documentOf } from '../screens/benchScreen.ts';
import type { Stack } from '../stack/stack.ts';
import type { Contender } from './contender.ts';

/** Tokens of one persona that recur, as a team's do over a day. */
const tokensCount = 24;

/**
 * The product with everything on: callers' tokens of the stack's own issuer, masks, purpose tokens,
 * the policy's decisions and forms in every store.
 */
export function referentOf(stack: Stack, now: () => Date): Contender {
  const { run, folder, child, postgresPid } = stack;
  const pidOf = (name: string): number => run.processes[name]?.pid ?? 0;
  const stores = run.stores.map(pidOf);
  const cpuOf = (pids: readonly number[]): number =>
    pids.reduce((sum, pid) => sum + usageOf(pid).cpuMs, 0);
  return {
    name: 'referent',
    title: 'Referent, everything on',
    asking: async (screen, variables) => {
      const tokens: string[] = [];
      for (let count = 0; count < tokensCount; count += 1) {
        tokens.push((await personaToken(folder, screen.persona, now())).token);
      }
      const { id: documentId } = documentOf(screen.name);
      return {
        ...{ port: Number(new URL(run.url).port), path: '/graphql' },
        bodies: variables.map((values) => JSON.stringify({ documentId, variables: values })),
        authorization: (index) => `Bearer ${tokens[index % tokens.length] ?? ''}`,
      };
    },
    allowedData: (_screen, data) => data,
    used: () => {
      const parts = { gateway: cpuOf([pidOf('gateway')]), stores: cpuOf(stores) };
      const all = usageOf(child.pid).cpuMs;
      const postgresql = usageOf(postgresPid).cpuMs;
      return { ...parts, other: Math.max(0, all - parts.gateway - parts.stores - postgresql) };
    },
    peakBytes: () =>
      [pidOf('gateway'), ...stores].reduce((sum, pid) => sum + usageOf(pid).peakBytes, 0),
    lastWords: child.lastWords,
    // The stack outlives it: the others read the same databases.
    stop: () => Promise.resolve(),
  };
}
