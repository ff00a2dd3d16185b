import { askLockdowns } from '../../lib/askLockdowns.ts';
import { createLockdownFeed, type Lockdowns } from '../../lib/lockdowns.ts';
import type { Beside } from './beside.ts';
import type { Identity } from './between/exchange.ts';
import type { StoreDependencies, StoreServerConfig } from './running.ts';

/** A store's word on what is restricted; to be started when it listens. */
export interface StoreLockdowns {
  readonly lockdowns: Lockdowns;
  /** Resolves when it is known what is restricted, or soon. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
}

const nothing = (): void => undefined;

/** Governance may come up later: then values of persons are held back until it has. */
const startWaitMs = 1_000;

/** Governance is asked, by itself without a way over HTTP; a test may say what is restricted instead. */
export function storeLockdowns(
  { lockdowns: given, now, log, newId }: StoreDependencies,
  { peers = {} }: Pick<StoreServerConfig, 'peers'>,
  identity: Identity,
  beside: Beside | undefined,
): StoreLockdowns {
  if (given !== undefined)
    return { lockdowns: given, start: () => Promise.resolve(), stop: nothing };
  const { name: from, keys, processes, clock } = identity;
  const overHttp = askLockdowns({
    ...{ url: peers.governance, from, keys, processes, clock, newId },
  });
  const feed = createLockdownFeed({
    ...{ holder: newId(), now, log },
    ask: beside?.lockdowns ?? overHttp,
  });
  return {
    lockdowns: feed,
    start: () => {
      feed.start();
      return feed.settled(startWaitMs);
    },
    stop: feed.stop,
  };
}
