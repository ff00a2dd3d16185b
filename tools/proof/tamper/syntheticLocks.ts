import { canonicalJson } from '../../../lib/canonicalJson.ts';
import {
  policyStatement,
  signAct,
  type ControlAct,
  type SignedAct,
} from '../../../lib/controlActs.ts';
import {
  hashOfInstallationLock,
  signInstallationLock,
  type InstallationLock,
} from '../../../lib/installationLock.ts';
import type { ProcessKeys } from '../../../lib/keys.ts';
import { officerHolder } from '../../../lib/officers.ts';
import { keysOf, type SyntheticKeys } from './syntheticKeys.ts';

/** Two locks of one installation: the second names another policy and nothing else. */
export function locksOf(
  keys: SyntheticKeys,
  policies: readonly [string, string],
): readonly [InstallationLock, InstallationLock] {
  const processes = Object.fromEntries(
    [...keys.processes].map(([name, { public: own }]) => [name, [own]]),
  );
  const signers = [keys.signer.public];
  const first = signInstallationLock(
    {
      ...{ epoch: 1, policy: policies[0], previous: null, genesis: null },
      ...{ processes, signers },
    },
    keys.signer,
  );
  const genesis = hashOfInstallationLock(first);
  const second = signInstallationLock(
    { epoch: 2, policy: policies[1], previous: genesis, genesis, processes, signers },
    keys.signer,
  );
  return [first, second];
}

/** What officers signed of the second policy. */
export interface SyntheticChange {
  /** False: nobody signed anything. */
  readonly isSigned: boolean;
  readonly proposer: string;
  readonly approvers: readonly string[];
  /** The policy that the proposal was made against, where not the one that was in force. */
  readonly base: string;
  readonly changes: readonly { readonly direction: string; readonly sentence: string }[];
  /** Signs in place of an officer. */
  readonly signsAs: (holder: string) => ProcessKeys | undefined;
}

const byTheBook = {
  isSigned: true,
  proposer: officerHolder('dpo', 'dpo-2'),
  approvers: [officerHolder('steward', 'steward'), officerHolder('dpo', 'dpo')],
  changes: [],
  signsAs: () => undefined,
} as const;

export function actsText(
  keys: SyntheticKeys,
  [first, second]: readonly [InstallationLock, InstallationLock],
  changed: Partial<SyntheticChange> = {},
): string | undefined {
  const { isSigned, proposer, approvers, base, changes, signsAs } = {
    ...{ ...byTheBook, base: first.policy },
    ...changed,
  };
  if (!isSigned) return undefined;
  const installation = hashOfInstallationLock(first);
  const proposal = 'proposal-1';
  const statement = policyStatement(base, second.policy, changes);
  const sign = (holder: string, act: Record<string, string>, at: number): SignedAct =>
    signAct(signsAs(holder) ?? keysOf(keys, holder), {
      id: `act-${String(at)}-of-2`,
      ...{ installation, at: `2026-11-24T11:00:0${String(at)}.000Z` },
      ...act,
    } as unknown as ControlAct);
  const propose = { act: 'policy.propose', id: proposal, base, lock: second.policy };
  const acts = [
    sign(proposer, { ...propose, reason: 'as agreed' }, 0),
    ...approvers.map((holder, at) =>
      sign(holder, { act: 'policy.approve', proposal, statement }, at + 1),
    ),
    sign(
      proposer,
      { act: 'policy.activate', proposal, next: hashOfInstallationLock(second) },
      approvers.length + 1,
    ),
  ];
  return canonicalJson({
    acts,
    changes: changes.map(({ direction, sentence }) => [direction, sentence]),
    ...{ epoch: 2, format: 1 },
  });
}
