import { ControlAct, type ActOf, type LockdownLevel } from '../../../lib/controlActs.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import type { Database } from '../../host/definition.ts';
import { scopeSentence, unknownWords } from '../../host/policyControls.ts';
import { actsOn, keepAct, type Signed } from './acts.ts';
import type { PublishedPolicy } from '../publishedPolicy.ts';
import type { WriteControlEntry } from './entry.ts';
import { policyInForce } from './proposals.ts';

export interface Restricting {
  readonly db: Database;
  readonly write: WriteControlEntry;
  readonly now: () => Date;
}

/** How the graph writes a level. */
export const levelNames: Readonly<Record<LockdownLevel, string>> = {
  withhold: 'WITHHOLD',
  mask: 'MASK_PERSONAL',
  'personal-off-except-rights': 'PERSONAL_OFF_EXCEPT_RIGHTS',
  'personal-off': 'PERSONAL_OFF',
  'all-off': 'ALL_OFF',
};

/** One person restricts; to turn everything off takes two. */
export async function restrict(
  signed: Signed<'restrict'>,
  restricting: Restricting,
): Promise<object> {
  const { act, officer } = signed;
  if (officer.role !== 'dpo') throw new AppError('SIGNER_UNKNOWN');
  refuseEmpty(act, (await policyInForce(restricting.db)).lock);
  await keepAct(restricting.db, signed, act.id);
  if (act.level !== 'all-off') {
    return { inForce: true, ...(await putInForce(act, officer.person, restricting)) };
  }
  return { lockdown: act.id, inForce: false, code: 'SECOND_PERSON_NEEDED' };
}

/** An order that reaches nothing, or by a slip everything, is worse than none. */
function refuseEmpty({ level, scope }: ActOf<'restrict'>, lock: PublishedPolicy): void {
  const unknown = unknownWords(scope, lock);
  const isBare = level === 'withhold' || level === 'mask';
  if (unknown.length === 0 && !(isBare && Object.keys(scope).length === 0)) return;
  throw new AppError('BAD_REQUEST', {
    subject: unknown.length === 0 ? 'an empty scope' : unknown.join(', '),
    details: { reason: 'scope' },
  });
}

/** The second signature of an order that takes two. */
export async function agree(
  signed: Signed<'restrict.agree'>,
  restricting: Restricting,
): Promise<object> {
  const { act, officer } = signed;
  const { db } = restricting;
  if (officer.role !== 'dpo') throw new AppError('SIGNER_UNKNOWN');
  const [order] = await actsOn(db, act.lockdown, ['restrict']);
  if (order === undefined) throw new AppError('NOT_FOUND', { subject: 'lockdown' });
  if (order.person === officer.person) throw new AppError('SAME_PERSON');
  if ((await lockdownOf(db, act.lockdown)) !== undefined) throw new AppError('PROPOSAL_ENDED');
  await keepAct(db, signed, act.lockdown);
  const asked = ControlAct.parse(JSON.parse(order.payload)) as ActOf<'restrict'>;
  return { inForce: true, ...(await putInForce(asked, order.person, restricting)) };
}

async function putInForce(
  act: ActOf<'restrict'>,
  person: string,
  { db, write, now }: Restricting,
): Promise<{ readonly lockdown: string; readonly version: number; readonly entryId: string }> {
  const version = await nextVersion(db);
  await db.query(
    `insert into lockdown (id, level, scope, reason, locked_by, locked_at, version)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [...[act.id, levelNames[act.level], scopeSentence(act), act.reason, person, now(), version]],
  );
  const entryId = await write(db, {
    type: 'lock',
    members: { lockdown: act.id, level: act.level, scope: act.scope, version },
    ...{ person, reason: act.reason },
  });
  return { lockdown: act.id, version, entryId };
}

/** Two people lift: the first signature is kept and changes nothing. */
export async function lift(signed: Signed<'lift'>, restricting: Restricting): Promise<object> {
  const { act, officer } = signed;
  const { db, write, now } = restricting;
  if (officer.role !== 'dpo') throw new AppError('SIGNER_UNKNOWN');
  const row = await lockdownOf(db, act.lockdown);
  if (row === undefined) throw new AppError('NOT_FOUND', { subject: 'lockdown' });
  if (row.unlocked_at !== null) throw new AppError('PROPOSAL_ENDED');
  const before = await actsOn(db, act.lockdown, ['lift']);
  if (before.some(({ person }) => person === officer.person)) throw new AppError('SAME_PERSON');
  await keepAct(db, signed, act.lockdown);
  await db.query(
    `update lockdown set unlock_approvals = unlock_approvals || $2::text where id = $1`,
    [act.lockdown, officer.person],
  );
  if (before.length === 0) {
    return { lockdown: act.lockdown, lifted: false, code: 'SECOND_PERSON_NEEDED' };
  }
  const version = await nextVersion(db);
  await db.query('update lockdown set unlocked_at = $2, lifted_version = $3 where id = $1', [
    ...[act.lockdown, now(), version],
  ]);
  const people = [...before.map(({ person }) => person), officer.person].sort();
  const entryId = await write(db, {
    type: 'unlock',
    members: { lockdown: act.lockdown, version, people },
    person: officer.person,
  });
  return { lockdown: act.lockdown, lifted: true, version, entryId };
}

/** The row stays locked: versions come into being in the order of their commits. */
async function nextVersion(db: Database): Promise<number> {
  const [row] = await db.query<{ readonly version: string }>(
    `insert into lock_version as v (version) values (1)
     on conflict (single) do update set version = v.version + 1 returning version`,
  );
  if (row === undefined) throw new TypeError('there is always a version');
  return Number(row.version);
}

interface LockdownHead {
  readonly unlocked_at: string | null;
}

async function lockdownOf(db: Database, id: string): Promise<LockdownHead | undefined> {
  const [row] = await db.query<LockdownHead>(
    'select unlocked_at from lockdown where id = $1 for update',
    [id],
  );
  return row;
}
