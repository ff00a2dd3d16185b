import { z } from 'zod';
import { policyStatement } from '../../../lib/controlActs.ts';
import { sentencesOf } from '../../../policies/diff/policyDiff.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { parsePolicyLock } from '../../../policies/readLock.ts';
import { CommandFailure } from '../command.ts';
import type { Office } from './office.ts';

const Change = z.object({
  direction: z.enum(['widened', 'narrowed', 'reworded']),
  subject: z.string(),
  sentence: z.string(),
});

const Proposal = z.object({
  id: z.string(),
  base: z.string(),
  hash: z.string(),
  statement: z.string(),
  widens: z.boolean(),
  narrows: z.boolean(),
  changes: z.array(Change),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: z.string(),
  state: z.enum(['OPEN', 'REFUSED', 'ACTIVATED']),
  judged: z.array(
    z.object({ act: z.string(), person: z.string(), role: z.string(), at: z.string() }),
  ),
  missing: z.array(z.string()),
});
export type Proposal = Readonly<z.output<typeof Proposal>>;

const State = z.object({
  inForce: z.object({ epoch: z.number(), hash: z.string(), lock: z.unknown() }),
  installation: z.string(),
  proposals: z.array(Proposal),
});

export interface PolicyState {
  readonly inForce: { readonly epoch: number; readonly lock: PolicyLock };
  /** The installation's lock in force, as text. */
  readonly installation: string;
  readonly proposals: readonly Proposal[];
}

export async function policyState(office: Office): Promise<PolicyState> {
  const { inForce, ...state } = State.parse(await office.perform({ act: 'ask', about: 'policy' }));
  const lock = parsePolicyLock(JSON.stringify(inForce.lock));
  return { ...state, inForce: { epoch: inForce.epoch, lock } };
}

export function findProposal({ proposals }: PolicyState, id: string): Proposal {
  const found = proposals.filter((one) => one.id === id || one.id.startsWith(id));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new CommandFailure(`There is no proposal ${id}; npx referent policy list shows them.`);
}

/** What an approval is given to, made of what is shown and not taken from what governance says. */
export const statementOf = ({ base, hash, changes }: Proposal): string =>
  policyStatement(base, hash, changes);

/** What somebody is about to sign for or against: shown, unless the answer is to be JSON alone. */
export async function proposalToJudge(
  office: Office,
  id: string,
  { json }: { readonly json: boolean },
  print: (line: string) => void,
): Promise<{ readonly proposal: string; readonly statement: string }> {
  const proposal = findProposal(await policyState(office), id);
  if (!json) for (const line of proposalLines(proposal)) print(line);
  return { proposal: proposal.id, statement: statementOf(proposal) };
}

/** What governance says of an approval or a refusal. */
export const Judged = z.object({
  proposal: z.string(),
  missing: z.array(z.string()),
  entryId: z.string(),
});

export const proposalLines = (proposal: Proposal): readonly string[] => [
  ...sentencesOf({ ...emptyDiff, changes: proposal.changes }),
  '',
  `${proposal.id}: proposed by ${proposal.proposedBy}, ${stateWords(proposal)}`,
  `Reason: ${proposal.reason}`,
  ...proposal.judged.map(
    ({ act, person, role, at }) =>
      `${act === 'policy.approve' ? 'Approved' : 'Refused'} by ${person} as ${role} at ${at}`,
  ),
];

const emptyDiff = { before: '', after: '', widens: false, narrows: false, cells: 0 };

export function stateWords({ state, widens, narrows, missing }: Proposal): string {
  const directions = [...(widens ? ['widens'] : []), ...(narrows ? ['narrows'] : [])];
  const how = directions.length === 0 ? 'changes words alone' : directions.join(' and ');
  if (state !== 'OPEN') return `${how}; ${state.toLowerCase()}`;
  return missing.length === 0
    ? `${how}; approved, can be activated`
    : `${how}; needs the approval of ${missing.join(' and ')}`;
}
