import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { signAct, type ControlAct, type SignedAct } from '../../../lib/controlActs.ts';
import {
  hashOfInstallationLock,
  signInstallationLock,
  unsignedOf,
} from '../../../lib/installationLock.ts';
import { generateProcessKeys, type ProcessKeys } from '../../../lib/keys.ts';
import { officerHolder } from '../../../lib/officers.ts';
import { targetsOf } from '../../../policies/decide.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { lockHash } from '../../../policies/readLock.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { clock } from './fixtures.ts';

/** The key of a person in an office; of a stranger where nobody is named so. */
export function keyOf({ installation }: TestStore, person: string): ProcessKeys {
  const names = person.includes(':')
    ? [person.split(':') as ['dpo' | 'steward', string]]
    : [['dpo', person] as const, ['steward', person] as const];
  const found = names.map(([role, name]) => installation.officers[officerHolder(role, name)]);
  return found.find((keys) => keys !== undefined) ?? generateProcessKeys();
}

type Stated<Act> = Act extends ControlAct
  ? Omit<Act, 'id' | 'installation' | 'at'> & Partial<Pick<Act, 'id' | 'installation' | 'at'>>
  : never;

export function signedAct(store: TestStore, person: string, act: Stated<ControlAct>): SignedAct {
  const whole = {
    id: randomUUID(),
    installation: hashOfInstallationLock(store.installation.lock),
    at: clock.now().toISOString(),
    ...act,
  } as ControlAct;
  return signAct(keyOf(store, person), whole);
}

export const send = (store: TestStore, act: SignedAct): Promise<Reply> =>
  store.post('/controls/act', JSON.stringify(act), { 'content-type': 'application/json' });

export const perform = (
  store: TestStore,
  person: string,
  act: Stated<ControlAct>,
  attached?: SignedAct['attached'],
): Promise<Reply> => {
  const signed = signedAct(store, person, act);
  return send(store, attached === undefined ? signed : { ...signed, attached });
};

/** The code of a refusal, or `done`. */
export const outcome = ({ body }: Reply): string =>
  (body.errors?.[0]?.extensions.code as string | undefined) ?? body.code ?? 'done';

export const rehashed = (lock: PolicyLock): PolicyLock => ({ ...lock, hash: lockHash(lock) });

/** The policy with another set of readers of one field. */
export function withReaders(
  lock: PolicyLock,
  coordinate: string,
  read: Readonly<Record<string, 'clear'>>,
): PolicyLock {
  const rule = lock.fields[coordinate];
  if (rule === undefined) throw new TypeError(`there is no ${coordinate}`);
  return rehashed({ ...lock, fields: { ...lock.fields, [coordinate]: { ...rule, read } } });
}

/** The policy without a field and without the inputs that lead to it. */
export function withoutRule(lock: PolicyLock, coordinate: string): PolicyLock {
  const fields = Object.entries(lock.fields).filter(([name]) => name !== coordinate);
  const inputs = Object.entries(lock.arguments).filter(
    ([, { meaning }]) => !targetsOf(meaning).includes(coordinate),
  );
  return rehashed({
    ...lock,
    fields: Object.fromEntries(fields),
    arguments: Object.fromEntries(inputs),
  });
}

export const propose = (
  store: TestStore,
  person: string,
  before: PolicyLock,
  after: PolicyLock,
): Promise<Reply> =>
  perform(
    store,
    person,
    { act: 'policy.propose', base: before.hash, lock: after.hash, reason: 'as agreed' },
    { lock: JSON.stringify(after) },
  );

/** The installation's next lock, as an operator signs it. */
export function nextLock(
  { installation }: TestStore,
  policy: string,
  changes: {
    readonly epoch?: number;
    readonly previous?: string;
    readonly signer?: ProcessKeys;
  } = {},
): { readonly text: string; readonly hash: string } {
  const present = unsignedOf(installation.lock);
  const genesis = hashOfInstallationLock(installation.lock);
  const next = signInstallationLock(
    {
      ...{ ...present, policy, genesis },
      epoch: changes.epoch ?? present.epoch + 1,
      previous: changes.previous ?? genesis,
    },
    changes.signer ?? installation.signer,
  );
  return { text: canonicalJson(next), hash: hashOfInstallationLock(next) };
}
