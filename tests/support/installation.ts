import { randomUUID } from 'node:crypto';
import { epochSeconds, type Clock } from '../../lib/clock.ts';
import { sha256Hex } from '../../lib/hash.ts';
import { signInstallationLock, type InstallationLock } from '../../lib/installationLock.ts';
import { generateProcessKeys, type ProcessKeys } from '../../lib/keys.ts';
import { purposeChannel, signPurposeToken, type PurposeClaims } from '../../lib/purposeToken.ts';
import { logKey, witnessKey, witnessStores, type WitnessStore } from '../../lib/processNames.ts';
import { demonstrationOfficers, officerHolder } from '../../lib/officers.ts';
import { storeNames, type StoreName } from '../../lib/storeName.ts';

/** The key pairs of an installation's processes, and the lock that names them. */
export interface TestInstallation {
  readonly gateway: ProcessKeys;
  readonly stores: Readonly<Record<StoreName, ProcessKeys>>;
  /** The audit log's. */
  readonly log: ProcessKeys;
  readonly witnesses: Readonly<Record<WitnessStore, ProcessKeys>>;
  /** Those whose signatures change policy and restrict access, by the name of their key in the lock. */
  readonly officers: Readonly<Record<string, ProcessKeys>>;
  /** Signs the installation's locks. */
  readonly signer: ProcessKeys;
  readonly lock: InstallationLock;
}

export function createTestInstallation(policyHash: string, epoch = 1): TestInstallation {
  const signer = generateProcessKeys();
  const gateway = generateProcessKeys();
  const stores = keysFor(storeNames);
  const log = generateProcessKeys();
  const witnesses = keysFor(witnessStores);
  const officers = keysFor([...demonstrationOfficers, officerHolder('steward', 'dpo-2')]);
  const held = Object.entries({ gateway, ...stores, [logKey]: log, ...officers });
  const witnessing = witnessStores.map((store) => [witnessKey(store), witnesses[store]] as const);
  const processes = [...held, ...witnessing].map(([name, keys]) => [name, [keys.public]]);
  const lock = signInstallationLock(
    {
      epoch,
      policy: policyHash,
      previous: null,
      genesis: null,
      processes: Object.fromEntries(processes) as InstallationLock['processes'],
      signers: [signer.public],
    },
    signer,
  );
  return { gateway, stores, log, witnesses, officers, signer, lock };
}

const keysFor = <Name extends string>(names: readonly Name[]): Record<Name, ProcessKeys> =>
  Object.fromEntries(names.map((name) => [name, generateProcessKeys()])) as Record<
    Name,
    ProcessKeys
  >;

/** The claims of an honest sub-request, with what a test changes of them. */
export function claimsFor(
  store: StoreName,
  body: string,
  clock: Clock,
  changes: Partial<PurposeClaims>,
): PurposeClaims {
  const iat = epochSeconds(clock);
  return {
    iss: 'gateway',
    aud: store,
    jti: randomUUID(),
    iat,
    exp: iat + 5,
    screen: 'a-screen',
    doc: sha256Hex('a document'),
    purpose: 'billing',
    actor: 'actor-1',
    roles: ['accountant'],
    region: 'EU',
    epoch: 1,
    subjectsMax: 100,
    intent: randomUUID(),
    bodyHash: sha256Hex(body),
    ...changes,
  };
}

/** The `authorization` header as the installation's gateway would write it. */
export const signedBy = (gateway: ProcessKeys, store: ProcessKeys, claims: PurposeClaims): string =>
  signPurposeToken(purposeChannel(gateway, store.public), claims);
