import { AppError } from '../../lib/errors/appError.ts';
import type { Database, StoreDefinition } from '../host/definition.ts';

type StartContext = Parameters<NonNullable<StoreDefinition['onReady']>>[0];

interface Adopted {
  readonly number: number;
  readonly hash: string;
}

/**
 * Keeps the policy that came into force, once. Refuses to start on a policy that is older than one
 * kept here, or that is another one under the same number: that would be a rollback.
 */
export async function adoptPolicy({ db, log, clock, policy }: StartContext): Promise<void> {
  const { lock, epoch } = policy;
  const before = await latestOf(db);
  if (isAdopted(before, epoch, lock.hash)) return;
  try {
    await db.query(
      `insert into policy_epoch (number, hash, previous_hash, lock, activated_at)
       values ($1, $2, $3, $4, $5)`,
      [epoch, lock.hash, before?.hash ?? null, JSON.stringify(lock), clock.now()],
    );
    log.info('policy.adopted', { epoch, hash: lock.hash });
  } catch (cause) {
    // Another replica may have been faster; else the database refused the chain.
    if (!isAdopted(await latestOf(db), epoch, lock.hash)) throw cause;
  }
}

async function latestOf(db: Database): Promise<Adopted | undefined> {
  const [latest] = await db.query<Adopted>(
    'select number, hash from policy_epoch order by number desc limit 1',
  );
  return latest;
}

function isAdopted(latest: Adopted | undefined, epoch: number, hash: string): boolean {
  if (latest === undefined || latest.number < epoch) return false;
  if (latest.number === epoch && latest.hash === hash) return true;
  throw new AppError('EPOCH_STALE', {
    details: { epoch, hash, latest: latest.number, latestHash: latest.hash },
  });
}
