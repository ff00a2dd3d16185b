import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { ResilienceProof } from '../../../tools/proof/resilience/proveResilience.ts';

interface Ended {
  readonly failed: boolean;
  readonly output: string;
  readonly errors: string;
}

/** The short form of `npm run proof:resilience`, which also judges how long requests take. */
const prove = (): Promise<Ended> =>
  new Promise((resolve) => {
    const program = projectFile('dist', 'tools', 'proof', 'main.js');
    const words = ['proof:resilience', '--quick', '--json'];
    execFile(process.execPath, [program, ...words], (error, output, errors) => {
      resolve({ failed: error !== null, output, errors });
    });
  });

test('a store that is stopped, slow or talks nonsense costs its own fields alone, and nothing stays open', async () => {
  const { failed, output, errors } = await prove();
  expect([failed, errors]).toEqual([false, '']);
  const { faults, sockets } = JSON.parse(output) as ResilienceProof;
  const told = Object.entries(faults).map(([fault, { runs }]) => [
    fault,
    runs.map(({ opened, closed, codes }) => ({ opened, closed, codes })),
  ]);
  const breaker = { opened: 1, closed: 1 };
  expect(Object.fromEntries(told)).toEqual({
    stopped: [{ ...breaker, codes: ['STORE_UNAVAILABLE'] }],
    slow: [{ ...breaker, codes: ['STORE_TIMEOUT', 'STORE_UNAVAILABLE'] }],
    garbage: [{ ...breaker, codes: ['STORE_ANSWER_INVALID', 'STORE_UNAVAILABLE'] }],
  });
  for (const { runs } of Object.values(faults)) {
    for (const { partial, wrong } of runs) expect([partial > 0, wrong]).toEqual([true, []]);
  }
  // One that was open for a moment before may be closed after.
  expect(sockets.after).toBeLessThanOrEqual(sockets.before);
}, 90_000);
