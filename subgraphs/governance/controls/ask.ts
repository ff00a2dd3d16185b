import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import type { Database } from '../../host/definition.ts';
import { missingFor, policyInForce, type ProposalRow } from './proposals.ts';

const listed = 100;

/** What officers may ask for: proposals with all that an approval is given to, or restrictions. */
export async function answerAsk(
  about: 'policy' | 'lockdowns',
  installation: InstallationLock,
  db: Database,
): Promise<object> {
  return about === 'policy' ? policyState(installation, db) : { lockdowns: await lockdowns(db) };
}

interface ApprovalRow {
  readonly target: string;
  readonly act: string;
  readonly person: string;
  readonly role: 'dpo' | 'steward';
  readonly at: string;
}

async function policyState(installation: InstallationLock, db: Database): Promise<object> {
  const { number, hash, lock } = await policyInForce(db);
  const rows = await db.query<ProposalRow>(
    `select id, base_hash, hash, statement, changes, widens, narrows, reason, proposed_by,
       proposed_at, state
     from policy_proposal order by proposed_at desc, id limit $1`,
    [listed],
  );
  const acts = await db.query<ApprovalRow>(
    `select target, act, person, role, at from control_act
     where target = any($1::text[]) and act in ('policy.approve', 'policy.refuse') order by at, id`,
    [rows.map(({ id }) => id)],
  );
  return {
    inForce: { epoch: number, hash, lock },
    installation: canonicalJson(installation),
    proposals: rows.map((row) => {
      const judged = acts.filter(({ target }) => target === row.id);
      const approvals = judged.filter(({ act }) => act === 'policy.approve');
      return {
        ...{ id: row.id, base: row.base_hash, hash: row.hash, statement: row.statement },
        ...{ widens: row.widens, narrows: row.narrows, changes: row.changes, reason: row.reason },
        ...{ proposedBy: row.proposed_by, proposedAt: row.proposed_at, state: row.state },
        judged: judged.map(({ act, person, role, at }) => ({ act, person, role, at })),
        missing: row.state === 'OPEN' ? missingFor(row, approvals) : [],
      };
    }),
  };
}

const lockdowns = (db: Database): Promise<readonly object[]> =>
  db.query(
    `select id, level, scope, reason, locked_by as "lockedBy", locked_at as "lockedAt",
       version::integer, unlock_approvals as "unlockApprovals", unlocked_at as "unlockedAt",
       effective_at as "effectiveAt", last_release as "lastRelease"
     from lockdown order by locked_at desc, id limit $1`,
    [listed],
  );
