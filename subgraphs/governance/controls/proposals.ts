import { policyStatement } from '../../../lib/controlActs.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import {
  hashOfInstallationLock,
  parseInstallationLock,
  type InstallationLock,
} from '../../../lib/installationLock.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { Database } from '../../host/definition.ts';
import { parsePolicyLock, policyDiff, type PolicyDiff } from '../../host/policyControls.ts';
import type { PublishedPolicy } from '../publishedPolicy.ts';
import { actsOn, keepAct, type KeptAct, type Signed } from './acts.ts';
import type { WriteControlEntry } from './entry.ts';
import { fieldsOfTexts } from './screenFields.ts';

export interface Proposing {
  readonly db: Database;
  readonly write: WriteControlEntry;
  readonly now: () => Date;
  /** The graph in SDL, in which the documents that come with a proposal are read. */
  readonly supergraph: () => string;
}

interface InForceRow {
  readonly number: number;
  readonly hash: string;
  readonly lock: PublishedPolicy;
}

export interface ProposalRow {
  readonly id: string;
  readonly base_hash: string;
  readonly hash: string;
  readonly statement: string;
  readonly changes: PolicyDiff['changes'];
  readonly widens: boolean;
  readonly narrows: boolean;
  readonly reason: string;
  readonly proposed_by: string;
  readonly proposed_at: string;
  readonly state: 'OPEN' | 'REFUSED' | 'ACTIVATED';
}

export async function policyInForce(db: Database): Promise<InForceRow> {
  const [row] = await db.query<InForceRow>(
    'select number, hash, lock from policy_epoch order by number desc limit 1',
  );
  if (row === undefined) throw new AppError('NOT_READY');
  return row;
}

/** A new policy against the one in force; governance itself says what it changes. */
export async function propose(
  signed: Signed<'policy.propose'>,
  { db, write, now, supergraph }: Proposing,
): Promise<object> {
  const { act, officer, attached } = signed;
  const before = await policyInForce(db);
  if (act.base !== before.hash) throw new AppError('EPOCH_ROLLBACK');
  const after = lockOf(attached.lock ?? '');
  if (after.hash !== act.lock) throw new AppError('APPROVAL_MISMATCH');
  if (after.hash === before.hash) {
    throw new AppError('BAD_REQUEST', { details: { reason: 'no difference' } });
  }
  const fieldsOf = fieldsOfTexts(supergraph, attached.documents ?? []);
  const { changes, widens, narrows } = policyDiff(before.lock, after, fieldsOf);
  const statement = policyStatement(before.hash, after.hash, changes);
  await keepAct(db, signed, act.id);
  await db.query(
    `insert into policy_proposal (id, base_hash, hash, statement, lock, changes, widens, narrows,
       reason, proposed_by, proposed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[act.id, before.hash, after.hash, statement],
      ...[canonicalJson(after), canonicalJson(changes), widens, narrows],
      ...[act.reason, officer.person, now()],
    ],
  );
  const members = { proposal: act.id, base: before.hash, proposed: after.hash, statement };
  const entryId = await write(db, {
    type: 'policy.proposed',
    members: { ...members, widens, narrows, differences: changes.length },
    ...{ person: officer.person, reason: act.reason },
  });
  return { proposal: act.id, statement, widens, narrows, changes, entryId };
}

function lockOf(text: string): PublishedPolicy {
  try {
    return parsePolicyLock(text);
  } catch (cause) {
    throw new AppError('BAD_REQUEST', { details: { reason: 'lock' }, cause });
  }
}

export async function proposalOf(db: Database, id: string): Promise<ProposalRow> {
  const [row] = await db.query<ProposalRow>(
    `select id, base_hash, hash, statement, changes, widens, narrows, reason, proposed_by,
       proposed_at, state
     from policy_proposal where id = $1 for update`,
    [id],
  );
  if (row === undefined) throw new AppError('NOT_FOUND', { subject: 'proposal' });
  return row;
}

/** Signs the very difference that was shown, or refuses it. */
export async function judge(
  signed: Signed<'policy.approve'> | Signed<'policy.refuse'>,
  { db, write, now }: Proposing,
): Promise<object> {
  const { act, officer } = signed;
  const proposal = await proposalOf(db, act.proposal);
  if (proposal.state !== 'OPEN') throw new AppError('PROPOSAL_ENDED');
  if (act.statement !== proposal.statement) throw new AppError('APPROVAL_MISMATCH');
  const isApproval = act.act === 'policy.approve';
  if (isApproval) await refuseSamePerson(db, proposal, officer.person);
  await keepAct(db, signed, proposal.id);
  if (!isApproval) await end(db, proposal.id, 'REFUSED', now());
  const { statement } = proposal;
  const entryId = await write(db, {
    type: isApproval ? 'policy.approved' : 'policy.refused',
    members: { proposal: proposal.id, statement, role: officer.role },
    person: officer.person,
    ...(act.act === 'policy.refuse' ? { reason: act.reason } : {}),
  });
  const approvals = await actsOn(db, proposal.id, ['policy.approve']);
  const missing = isApproval ? missingFor(proposal, approvals) : [];
  return { proposal: proposal.id, missing, entryId };
}

async function refuseSamePerson(
  db: Database,
  proposal: ProposalRow,
  person: string,
): Promise<void> {
  if (person === proposal.proposed_by) throw new AppError('SELF_APPROVAL');
  const approvals = await actsOn(db, proposal.id, ['policy.approve']);
  if (approvals.some((before) => before.person === person)) throw new AppError('SAME_PERSON');
}

/** I14: widening needs a steward and the data-protection officer; any other change needs one of them. */
export function missingFor(
  { widens }: Pick<ProposalRow, 'widens'>,
  approvals: readonly Pick<KeptAct, 'role' | 'person'>[],
): readonly string[] {
  if (!widens) return approvals.length > 0 ? [] : ['steward or dpo'];
  return (['steward', 'dpo'] as const).filter(
    (role) => !approvals.some((approval) => approval.role === role),
  );
}

const end = async (
  db: Database,
  id: string,
  state: 'REFUSED' | 'ACTIVATED',
  at: Date,
): Promise<void> => {
  await db.query('update policy_proposal set state = $2, ended_at = $3 where id = $1', [
    ...[id, state, at],
  ]);
};

/** Puts an approved proposal in force: the installation's next lock names it, and is chained (I15). */
export async function activate(
  signed: Signed<'policy.activate'>,
  installation: InstallationLock,
  { db, write, now }: Proposing,
): Promise<object> {
  const { act, officer, attached } = signed;
  const proposal = await proposalOf(db, act.proposal);
  if (proposal.state !== 'OPEN') throw new AppError('PROPOSAL_ENDED');
  const before = await policyInForce(db);
  if (before.hash !== proposal.base_hash) throw new AppError('EPOCH_ROLLBACK');
  const approvals = await actsOn(db, proposal.id, ['policy.approve']);
  const missing = missingFor(proposal, approvals);
  if (missing.length > 0) throw new AppError('APPROVALS_MISSING', { details: { missing } });
  const next = nextLock(attached.installation ?? '', act.next, installation, proposal.hash);
  await keepAct(db, signed, proposal.id);
  await db.query(
    `insert into policy_epoch (number, hash, previous_hash, lock, activated_at)
     select $2, hash, base_hash, lock, $3 from policy_proposal where id = $1`,
    [proposal.id, next.epoch, now()],
  );
  await keepInstallationLock(db, next);
  await end(db, proposal.id, 'ACTIVATED', now());
  const entryId = await write(db, {
    type: 'policy.activated',
    members: {
      ...{ proposal: proposal.id, base: before.hash, epoch: next.epoch, lock: proposal.hash },
      approvals: approvals.map(({ person, role, signature }) => ({
        ...{ person, role },
        signature: sha256Hex(signature),
      })),
    },
    person: officer.person,
  });
  return { proposal: proposal.id, epoch: next.epoch, entryId };
}

/** The lock that follows from the present one and changes nothing but the policy in force. */
function nextLock(
  text: string,
  hash: string,
  present: InstallationLock,
  policy: string,
): InstallationLock {
  const genesis = genesisOf(present);
  const next = parsed(text, genesis);
  if (hashOfInstallationLock(next) !== hash) throw new AppError('APPROVAL_MISMATCH');
  const signer = present.signers.some(({ kid }) => kid === next.signature.kid);
  const same =
    canonicalJson([next.processes, next.signers]) ===
    canonicalJson([present.processes, present.signers]);
  if (!signer || !same || next.policy !== policy) throw new AppError('APPROVAL_MISMATCH');
  const follows =
    next.epoch === present.epoch + 1 && next.previous === hashOfInstallationLock(present);
  if (!follows || next.genesis !== genesis) throw new AppError('EPOCH_ROLLBACK');
  return next;
}

export const genesisOf = (lock: InstallationLock): string =>
  lock.genesis ?? hashOfInstallationLock(lock);

function parsed(text: string, genesis: string): InstallationLock {
  try {
    return parseInstallationLock(text, genesis);
  } catch (cause) {
    throw new AppError('SIGNER_UNKNOWN', { cause });
  }
}

/** The newest lock that governance knows: its own file's, or one that was activated since. */
export async function newestInstallationLock(
  db: Database,
  own: InstallationLock,
): Promise<InstallationLock> {
  const [row] = await db.query<{ readonly body: string }>(
    'select body from installation_lock order by epoch desc limit 1',
  );
  const kept = row === undefined ? undefined : parseInstallationLock(row.body, genesisOf(own));
  if (kept !== undefined && kept.epoch >= own.epoch) return kept;
  await keepInstallationLock(db, own);
  return own;
}

const keepInstallationLock = async (db: Database, lock: InstallationLock): Promise<void> => {
  await db.query('insert into installation_lock (epoch, hash, body) values ($1, $2, $3)', [
    ...[lock.epoch, hashOfInstallationLock(lock), canonicalJson(lock)],
  ]);
};
