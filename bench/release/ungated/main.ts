import { readGatewayConfig } from '../../../gateway/config.ts';
import { runGateway } from '../../../gateway/process/runGateway.ts';
import type { Opened } from '../../../gateway/release/gate.ts';
import { createLog, gatheredOutput } from '../../../lib/log.ts';

/**
 * The gateway without its gate: what the bench compares with, and nothing that the product can be told
 * to be. Entries are neither made nor written, and nothing is waited for.
 */
const openedFor = (entryId: string): Opened => ({
  take: (_question, answer) => answer,
  holdsSubjects: () => false,
  release: () => undefined,
  verdict: () => Promise.resolve({ released: true, entryId }),
  deny: () => undefined,
});

const log = createLog('gateway', gatheredOutput());
process.exit(
  await runGateway({
    ...{ config: readGatewayConfig(process.env), log, worker: 1, host: process, pid: process.pid },
    siblings: undefined,
    between: {
      inbox: (inbox) => inbox,
      witnessing: (witnessing) => witnessing,
      lockdowns: (lockdowns) => lockdowns,
      gate: (gate) => ({ ...gate, open: ({ requestId }) => openedFor(requestId) }),
      handler: (handler) => handler,
    },
  }),
);
