import { randomBytes, randomFillSync } from 'node:crypto';
import { writeActEntry } from '../../../audit/log/actEntry.ts';
import type { Clock } from '../../../lib/clock.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import { createUlids } from '../../../lib/ulids.ts';
import type { Database } from '../../host/definition.ts';

export interface HeartbeatInput {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Heartbeat {
  readonly beat: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => void;
}

const everyMs = 60_000;

/**
 * A sign of life under the next number of all acts (docs/audit-format.md): the entry of an act that was
 * deleted before it had its place in the log is missed within a minute, whether or not another act follows.
 */
export function createHeartbeat({ db, clock, log }: HeartbeatInput): Heartbeat {
  const newEntryId = createUlids(clock, (pool) => randomFillSync(pool));
  const beat = async (): Promise<void> => {
    const draft = { type: 'heartbeat', decision: '{}', subject: null } as const;
    await writeActEntry(db.query, { clock, newEntryId, randomBytes }, draft);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    beat,
    start: () => {
      timer = setInterval(() => {
        beat().catch((error: unknown) => {
          log.warn('control.heartbeat.failed', errorFields(error));
        });
      }, everyMs).unref();
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}
