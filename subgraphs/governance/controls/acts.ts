import type { z } from 'zod';
import { ControlAct, type ActOf, type SignedAct } from '../../../lib/controlActs.ts';
import { signerOf } from '../../../lib/detachedJws.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Officer } from '../../../lib/officers.ts';
import type { Database } from '../../host/definition.ts';

interface SignedBy<Act extends ControlAct> {
  readonly act: Act;
  readonly officer: Officer;
  readonly payload: string;
  readonly signature: string;
  readonly attached: NonNullable<SignedAct['attached']>;
}

/** An act whose signature holds, and who signed it. */
export type Signed<Name extends ControlAct['act'] = ControlAct['act']> = SignedBy<ActOf<Name>>;

export interface ActRules {
  readonly officers: readonly Officer[];
  /** Hash of the genesis lock. */
  readonly installation: string;
  readonly clock: Clock;
}

/** How far an officer's clock may be off, and how old an act may get on its way. */
const validMs = 300_000;

/** Throws `BAD_REQUEST`, `SIGNER_UNKNOWN` or `ACT_REPLAYED`. */
export function verifyAct(given: SignedAct, { officers, installation, clock }: ActRules): Signed {
  const { payload, signature, attached = {} } = given;
  const officer = signerOf(officers, payload, signature);
  if (officer === undefined) throw new AppError('SIGNER_UNKNOWN');
  const parsed = ControlAct.safeParse(jsonOf(payload));
  if (!parsed.success) throw notAnAct(parsed.error);
  const act = parsed.data;
  const ageMs = Math.abs(clock.now().getTime() - Date.parse(act.at));
  if (act.installation !== installation || !(ageMs <= validMs)) {
    throw new AppError('ACT_REPLAYED', { details: { act: act.id } });
  }
  return { act, officer, payload, signature, attached };
}

/** Nothing of what was written is told again: not in an answer, not in a log. */
function notAnAct({ issues }: z.ZodError): AppError {
  const isPersonal = issues.some(({ code, path }) => code === 'custom' && path[0] === 'reason');
  return isPersonal
    ? new AppError('TEXT_PERSONAL', { subject: 'reason' })
    : new AppError('BAD_REQUEST', { details: { reason: 'act' } });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps the act for ever; one that was kept before is refused. */
export async function keepAct(
  db: Database,
  { act, officer, payload, signature }: Signed,
  target: string,
): Promise<void> {
  const rows = await db.query(
    `insert into control_act (id, act, target, person, role, payload, signature, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
    [act.id, act.act, target, officer.person, officer.role, payload, signature, act.at],
  );
  if (rows.length === 0) throw new AppError('ACT_REPLAYED', { details: { act: act.id } });
}

/** An act as it was kept. */
export interface KeptAct {
  readonly id: string;
  readonly act: string;
  readonly person: string;
  readonly role: 'dpo' | 'steward';
  readonly payload: string;
  readonly signature: string;
  readonly at: string;
}

export const actsOn = (
  db: Database,
  target: string,
  names: readonly ControlAct['act'][],
): Promise<readonly KeptAct[]> =>
  db.query<KeptAct>(
    `select id, act, person, role, payload, signature, at from control_act
     where target = $1 and act = any($2::text[]) order by at, id`,
    [target, names],
  );
