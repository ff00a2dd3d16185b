import { ControlAct, type ActOf } from '../../../lib/controlActs.ts';
import type { LockdownAnswer, LockdownOrder, Signal } from '../../../lib/lockdowns.ts';
import type { Clock } from '../../../lib/clock.ts';
import { databaseOf, type StoreDatabase } from '../../host/database.ts';
import type { Database } from '../../host/definition.ts';
import type { WriteControlEntry } from './entry.ts';
import type { Confirmation } from './holders.ts';
import { lastReleaseUnder } from './releases.ts';

interface PresentRow {
  readonly version: string;
  readonly orders: readonly string[];
}

/** The orders in force with the number of the newest change, of one moment. */
export async function presentLockdowns(db: Database): Promise<LockdownAnswer> {
  const [row] = await db.query<PresentRow>(
    `select coalesce((select version from lock_version), 0) as version,
       array(select a.payload from lockdown l join control_act a on a.id = l.id
         where l.unlocked_at is null and l.version is not null order by l.version) as orders`,
  );
  if (row === undefined) throw new TypeError('one row is always answered');
  return { version: Number(row.version), orders: row.orders.map(orderOf) };
}

function orderOf(payload: string): LockdownOrder {
  const { id, level, scope } = ControlAct.parse(JSON.parse(payload)) as ActOf<'restrict'>;
  return { id, level, scope };
}

export interface SettleInput {
  readonly database: StoreDatabase;
  readonly write: WriteControlEntry;
  readonly clock: Clock;
  /** Called with an order that has taken effect. */
  readonly told: () => void;
}

interface PendingRow {
  readonly id: string;
  readonly version: number;
  readonly payload: string;
}

/** Writes down which orders have taken effect; true where none is left to wait for. */
export function createSettle({ database, write, clock, told }: SettleInput) {
  return async (reached: (version: number) => Confirmation | undefined): Promise<boolean> => {
    const pending = await database.query<PendingRow>(
      `select l.id, l.version::integer, a.payload from lockdown l join control_act a on a.id = l.id
       where l.effective_at is null and l.unlocked_at is null and l.version is not null
       order by l.version limit 100`,
    );
    let left = pending.length;
    for (const { id, version, payload } of pending) {
      const confirmation = reached(version);
      if (confirmation === undefined) continue;
      await database.transaction(async (manager) => {
        const db = databaseOf(manager);
        const lastRelease = await lastReleaseUnder(db, orderOf(payload));
        const marked = await db.query(
          `update lockdown set effective_at = $2, last_release = $3
           where id = $1 and effective_at is null returning id`,
          [id, clock.now(), lastRelease],
        );
        if (marked.length === 0) return;
        const members = { lockdown: id, version, lastRelease, ...confirmation };
        await write(db, { type: 'lock.effective', members, person: null });
      });
      left -= 1;
      told();
    }
    return left === 0;
  };
}

/** Longer than the lease of a process that is away: by then an order is in effect. */
const effectWaitMs = 4_000;

interface EffectRow {
  readonly effectiveAt: string | null;
  readonly lastRelease: string | null;
  readonly unlockedAt: string | null;
}

export interface EffectInput {
  readonly database: Pick<StoreDatabase, 'query'>;
  readonly told: Signal;
  readonly now: () => number;
}

/** Waits until the order is in effect; an answer without `effectiveAt` says that it is not yet. */
export async function effectOf(
  lockdown: string,
  { database, told, now }: EffectInput,
): Promise<object> {
  const until = now() + effectWaitMs;
  for (;;) {
    const [row] = await database.query<EffectRow>(
      `select effective_at as "effectiveAt", last_release as "lastRelease",
         unlocked_at as "unlockedAt" from lockdown where id = $1`,
      [lockdown],
    );
    if (row === undefined || row.unlockedAt !== null) return {};
    const { effectiveAt, lastRelease } = row;
    if (effectiveAt !== null || now() >= until) return { effectiveAt, lastRelease };
    await told.within(200);
  }
}
