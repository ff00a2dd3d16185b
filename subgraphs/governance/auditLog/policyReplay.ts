import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../lib/errors/appError.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { ReadContext } from '../../host/definition.ts';
import { askedByTexts, replay } from '../../host/policyControls.ts';
import type { PublishedPolicy } from '../publishedPolicy.ts';
import { daysBefore, policiesOf, usesIn } from './observedUses.ts';

/** `Query.policyReplay(…)`. */
export interface ReplayQuestion {
  readonly proposal: string;
  readonly days?: number | null;
}

interface ProposedRow {
  readonly hash: string;
  readonly base_hash: string;
  readonly lock: PublishedPolicy;
}

/** More is no list that a person reads. */
const linesMax = 1_000;

/** What a proposed policy would have made of the answers that the log holds. Null where there is no such proposal. */
export async function policyReplay(
  _root: unknown,
  { proposal, days }: ReplayQuestion,
  { db, clock }: ReadContext,
): Promise<object | null> {
  const period = daysBefore(clock.now(), days);
  if (!/^[\w-]{1,100}$/.test(proposal))
    throw new AppError('INVALID_INPUT', { subject: 'proposal' });
  const [row] = await db.query<ProposedRow>(
    'select hash, base_hash, lock from policy_proposal where id = $1',
    [proposal],
  );
  if (row === undefined) return null;
  const uses = await usesIn(db, period);
  const asked = askedByTexts(
    readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8'),
    documentTexts(),
  );
  const earlier = await policiesOf(db, uses);
  const { losses, gains, ...result } = replay({ uses, proposed: row.lock, earlier, asked });
  return {
    ...{ ...period, ...result, proposed: row.hash, base: row.base_hash },
    losses: losses.slice(0, linesMax),
    gains: gains.slice(0, linesMax),
  };
}

/** Registered documents as they lie in the product, older versions included. */
const documentTexts = (): readonly string[] =>
  ['screens', 'screens/commands', 'screens/registered']
    .map((folder) => projectFile(...folder.split('/')))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.graphql'))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
