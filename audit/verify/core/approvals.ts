import type { Crypto } from './crypto.ts';
import { formOf } from './decide.ts';
import type { Findings, FindingCode } from './findings.ts';
import type { InstallationLock } from './installationLocks.ts';
import type { JsonObject } from './json.ts';
import type { Policy } from './policy.ts';
import { officersIn, signerOf, statementOf, type Officer, type PolicyActs } from './policyActs.ts';

export interface ApprovalsInput {
  readonly crypto: Crypto;
  /** The chain from the genesis lock on, each lock signed. */
  readonly chain: readonly InstallationLock[];
  readonly policies: ReadonlyMap<string, Policy>;
  /** By epoch; undefined under an epoch whose file can't be read. */
  readonly acts: ReadonlyMap<number, PolicyActs>;
  readonly genesis: string;
  readonly findings: Findings;
}

/** Check 5: each policy after the first came into force by acts that enough officers signed. */
export async function checkApprovals(input: ApprovalsInput): Promise<void> {
  const { chain, acts, findings } = input;
  for (const [at, after] of chain.entries()) {
    const before = chain[at - 1];
    if (before === undefined || before.policy === after.policy) continue;
    const where = actsPath(after.epoch);
    const officers = officersIn(chain.slice(0, at));
    const file = acts.get(after.epoch);
    // An installation from before there were officers had nobody to ask.
    if (officers.size === 0) findings.notice('policy.no-officers', { where: after.path });
    else if (file === undefined) findings.add('policy.unsigned', { where: after.path });
    else {
      const faults = await faultsOf(input, { before, after, file, officers });
      for (const code of faults) findings.add(code, { where });
    }
  }
}

export const actsPath = (epoch: number): string => `locks/acts/${String(epoch)}.json`;

interface Change {
  readonly before: InstallationLock;
  readonly after: InstallationLock;
  readonly file: PolicyActs;
  readonly officers: ReadonlyMap<string, Officer>;
}

interface Judged {
  readonly act: JsonObject;
  readonly officer: Officer;
}

async function faultsOf(input: ApprovalsInput, change: Change): Promise<ReadonlySet<FindingCode>> {
  const faults = new Set<FindingCode>();
  const signed = await signedActs(input, change, faults);
  const proposal = signed.find(({ act }) => act.act === 'policy.propose');
  const others = signed.filter((one) => one !== proposal);
  if (!areOf(input, change, proposal, others)) faults.add('policy.act-other');
  const approvals = others.filter(({ act }) => act.act === 'policy.approve');
  const isOwn = ({ officer }: Judged): boolean => officer.person === proposal?.officer.person;
  if (approvals.some(isOwn)) faults.add('policy.self-approved');
  const counted = approvals.filter((one) => !isOwn(one)).map(({ officer }) => officer);
  const { before, after, file } = change;
  const widens = file.changes.some(([direction]) => direction === 'widened');
  const grants = grantsMore(input.policies.get(before.policy), input.policies.get(after.policy));
  if (grants && !widens) faults.add('policy.widening-unsaid');
  if (!areEnough(counted, widens || grants)) faults.add('policy.approvals-missing');
  return faults;
}

async function signedActs(
  { crypto, genesis }: ApprovalsInput,
  { file, officers }: Change,
  faults: Set<FindingCode>,
): Promise<readonly Judged[]> {
  const signed: Judged[] = [];
  for (const one of file.acts) {
    const officer = await signerOf(crypto, officers, one);
    if (officer === undefined) faults.add('policy.act-signature');
    else if (one.act.installation !== genesis) faults.add('policy.act-other');
    else signed.push({ act: one.act, officer });
  }
  return signed;
}

/** Whether all of them speak of this very change: no other policies, words or lock. */
function areOf(
  { crypto }: ApprovalsInput,
  { before, after, file }: Change,
  proposal: Judged | undefined,
  others: readonly Judged[],
): boolean {
  if (proposal === undefined) return false;
  const { id, base, lock } = proposal.act;
  const statement = statementOf(crypto, before.policy, after.policy, file.changes);
  const speaks = ({ act }: Judged): boolean => {
    if (act.proposal !== id) return false;
    return act.act === 'policy.approve' ? act.statement === statement : act.next === after.hash;
  };
  const isActivated = others.some(({ act }) => act.act === 'policy.activate');
  return base === before.policy && lock === after.policy && isActivated && others.every(speaks);
}

/** A steward and the data-protection officer for what widens, one of them for the rest; two people. */
function areEnough(officers: readonly Officer[], widens: boolean): boolean {
  if (!widens) return officers.length > 0;
  return officers.some(
    ({ role, person }) =>
      role === 'steward' &&
      officers.some((other) => other.role === 'dpo' && other.person !== person),
  );
}

/** Whether somebody may see a field who might not before: whatever the signed words say of the change. */
function grantsMore(before: Policy | undefined, after: Policy | undefined): boolean {
  // A policy that is missing is a finding of its own.
  if (before === undefined || after === undefined) return false;
  for (const [coordinate, { residency }] of after.fields) {
    const regions = [...residency, 'elsewhere'];
    for (const [purpose, { roles }] of after.purposes) {
      for (const role of roles) {
        for (const region of regions) {
          const asked = { purpose, roles: [role], region };
          const isNew = formOf(after, coordinate, asked) !== undefined;
          if (isNew && formOf(before, coordinate, asked) === undefined) return true;
        }
      }
    }
  }
  return false;
}
