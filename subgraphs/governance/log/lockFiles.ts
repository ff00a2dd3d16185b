import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import type { Database } from '../../host/definition.ts';
import { actsOn } from '../controls/acts.ts';

interface KeptPolicy {
  readonly number: number;
  readonly hash: string;
  readonly lock: unknown;
}

/**
 * The published policies that were in force, the installation's locks and what officers signed between
 * them, under their paths in the log.
 */
export function createLockFiles(
  db: Database,
  installations: readonly InstallationLock[],
): () => Promise<readonly { readonly path: string; readonly text: string }[]> {
  let known = 0;
  let acted = 0;
  let epoch = installations.at(-1)?.epoch ?? 0;
  const files = installations.map((lock) => ({
    path: `locks/installation/${String(lock.epoch)}.json`,
    text: canonicalJson(lock),
  }));
  return async () => {
    // Locks that came into force while this process runs.
    const locks = await db.query<{ readonly epoch: number; readonly body: string }>(
      'select epoch, body from installation_lock where epoch > $1 order by epoch limit 10',
      [epoch],
    );
    for (const next of locks) {
      epoch = next.epoch;
      files.push({ path: `locks/installation/${String(next.epoch)}.json`, text: next.body });
    }
    const rows = await db.query<KeptPolicy>(
      'select number, hash, lock from policy_epoch where number > $1 order by number limit 10',
      [known],
    );
    for (const { number, hash, lock } of rows) {
      known = number;
      files.push({ path: `locks/policy/${hash}.json`, text: canonicalJson(lock) });
    }
    for (const { epoch: signed, changes, proposal } of await activatedAfter(db, acted)) {
      acted = signed;
      files.push(await actsFile(db, signed, changes, proposal));
    }
    return files;
  };
}

interface Activated {
  readonly epoch: number;
  readonly proposal: string;
  readonly changes: readonly { readonly direction: string; readonly sentence: string }[];
}

/** Epochs that began with an officer's act, and the proposals that it put into force. */
const activatedAfter = (db: Database, epoch: number): Promise<readonly Activated[]> =>
  db.query<Activated>(
    `select l.epoch, p.id as proposal, p.changes from installation_lock l
     join control_act a on a.act = 'policy.activate' and a.payload::jsonb ->> 'next' = l.hash
     join policy_proposal p on p.id = a.target
     where l.epoch > $1 order by l.epoch limit 10`,
    [epoch],
  );

const policyActs = ['policy.propose', 'policy.approve', 'policy.activate'] as const;

/** What officers signed of one change, word for word: the verifier judges it again. */
async function actsFile(
  db: Database,
  epoch: number,
  changes: Activated['changes'],
  proposal: string,
): Promise<{ readonly path: string; readonly text: string }> {
  const acts = await actsOn(db, proposal, policyActs);
  const text = canonicalJson({
    acts: acts.map(({ payload, signature }) => ({ payload, signature })),
    changes: changes.map(({ direction, sentence }) => [direction, sentence]),
    ...{ epoch, format: 1 },
  });
  return { path: `locks/acts/${String(epoch)}.json`, text };
}
