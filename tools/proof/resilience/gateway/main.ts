import type { Lockdowns, Standing } from '../../../../lib/lockdowns.ts';
import { createLog, gatheredOutput } from '../../../../lib/log.ts';
import { readGatewayConfig } from '../../../../gateway/config.ts';
import { runGateway } from '../../../../gateway/process/runGateway.ts';

const standing: Standing = { version: 0, orders: [] };
const nothingRestricted: Lockdowns = {
  standing: () => standing,
  settled: () => Promise.resolve(),
};

/**
 * The gateway before an audit log that takes every entry: what is proved here is what stores can do to
 * it. What the log can do to it is the proof of release, and orders to restrict have one of their own.
 */
const config = readGatewayConfig(process.env);
const log = createLog('gateway', gatheredOutput());
process.exit(
  await runGateway({
    ...{ config, log, worker: 1, host: process, pid: process.pid, siblings: undefined },
    between: {
      inbox: () => ({ insert: () => Promise.resolve(), close: () => Promise.resolve() }),
      witnessing: (asking) => {
        asking.close();
        return { holds: () => true, begun: Promise.resolve(), close: () => undefined };
      },
      lockdowns: () => ({ ...nothingRestricted, start: () => undefined, stop: () => undefined }),
      gate: (gate) => gate,
      handler: (handler) => handler,
    },
  }),
);
