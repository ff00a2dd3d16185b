import type { Clock } from '../../../lib/clock.ts';
import type { TextFile } from '../../../policies/compiler/types.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { lockHash } from '../../../policies/readLock.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { storeNames, type StoreName } from '../../../lib/storeName.ts';
import { compileGraph } from '../../support/compiled.ts';
import type { ClonedDatabase } from '../../support/databases.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { projectPolicies, projectSdl } from '../../support/project.ts';
import { startTestStore, type Reply, type TestStore } from '../../support/testStore.ts';

export const clock: Clock = { now: () => new Date('2026-06-15T12:00:00Z') };

const screens: readonly TextFile[] = [
  {
    file: 'screens/name.graphql',
    text: `query Name($id: ID!) @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1, showWithheld: ["Person.birthDate"], onDenied: REFUSE) { person(id: $id) { id name { full } birthDate } }`,
  },
  {
    file: 'screens/commands/recordConsent.graphql',
    text: `mutation RecordConsent($personId: ID!, $key: ID!) @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) { recordConsent(personId: $personId, purpose: "marketing", status: GIVEN, textVersion: "v1", method: "paper", idempotencyKey: $key) { consent { id } } }`,
  },
];

/** The project's own policy, with two documents. */
export function publishedPolicy(): PolicyLock {
  const sdl = Object.fromEntries(storeNames.map((name) => [name, projectSdl(name)])) as Record<
    StoreName,
    string
  >;
  return compileGraph(sdl, projectPolicies(), screens).lock;
}

/** Another policy, as if a rule had changed. */
export function changedPolicy(policy: PolicyLock, why: string): PolicyLock {
  const changed = { ...policy, notYet: [...policy.notYet, why] };
  return { ...changed, hash: lockHash(changed) };
}

export const startGovernance = (
  policy: PolicyLock,
  epoch = 1,
  database?: ClonedDatabase,
): Promise<TestStore> =>
  startTestStore({
    definition: governance,
    sdl: projectSdl('governance'),
    policy,
    clock,
    installation: createTestInstallation(policy.hash, epoch),
    ...(database === undefined ? {} : { database }),
  });

export const asAuditor = (
  store: TestStore,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Reply> =>
  store.ask({
    query,
    variables,
    claims: {
      purpose: 'accountability',
      roles: ['auditor'],
      epoch: store.installation.lock.epoch,
    },
  });
