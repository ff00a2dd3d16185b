import { describe, expect, test } from '@jest/globals';
import { logKeysOf } from '../../../audit/logKeys.ts';
import { MalformedError } from '../../../audit/malformed.ts';
import { observe, type Observation, type Seen } from '../../../audit/watch/observe.ts';
import { checkChain, parseTrust, trustOf } from '../../../audit/watch/trust.ts';
import {
  hashOfInstallationLock,
  signInstallationLock,
  type InstallationLock,
} from '../../../lib/installationLock.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { lineOf } from '../../../tools/audit/watch/watchLog.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { filesOf, type Published, type WatchedLog } from '../../support/watchedLog.ts';

const installation = createTestInstallation('a policy');
const { origin } = logKeysOf(installation.lock);
const file = trustOf([installation.lock], 'one company');
const trust = parseTrust(JSON.stringify(file));
const time = 1_790_000_000;
const log: WatchedLog = { origin, log: installation.log, witnesses: installation.witnesses, time };

const look = (files: ReadonlyMap<string, Uint8Array>, last?: Seen): Promise<Observation> =>
  observe({ trust, last, read: (path) => Promise.resolve(files.get(path)) });

async function seenAt(published: Published): Promise<Seen> {
  const observation = await look(filesOf(log, published));
  if (observation.kind !== 'accepted') throw new Error(observation.kind);
  return observation.seen;
}

const changed = (
  published: Published,
  path: string,
  alter: (bytes: Buffer) => Uint8Array,
): ReadonlyMap<string, Uint8Array> => {
  const files = filesOf(log, published);
  return files.set(path, alter(Buffer.from(files.get(path) ?? [])));
};

describe('a checkpoint is not accepted', () => {
  test.each<[string, () => ReadonlyMap<string, Uint8Array>, RegExp]>([
    ['where there is none', () => new Map(), /no checkpoint/],
    [
      'that another log signed',
      () => filesOf({ ...log, log: generateProcessKeys() }, { size: 300 }),
      /not one that the pinned log signed/,
    ],
    [
      'of another origin under the log’s key',
      () => filesOf({ ...log, origin: 'referent/other' }, { size: 300 }),
      /not one that the pinned log signed/,
    ],
    [
      'that was altered after it was signed',
      () =>
        changed({ size: 300 }, 'checkpoint', (bytes) =>
          Buffer.from(bytes.toString().replace('\n300\n', '\n299\n')),
        ),
      /does not verify/,
    ],
    [
      'that is no note',
      () => changed({ size: 300 }, 'checkpoint', () => Buffer.from('<html>')),
      /a note is not/,
    ],
    [
      'whose tiles do not make its root',
      () =>
        changed({ size: 300 }, 'tile/0/001.p/44', (bytes) =>
          bytes.fill(bytes.readUInt8(9) ^ 1, 9, 10),
        ),
      /do not make the root/,
    ],
    [
      'whose tiles are gone',
      () => {
        const files = filesOf(log, { size: 300 });
        files.delete('tile/1/000.p/1');
        return files;
      },
      /the log lacks tile\/1\/000\.p\/1/,
    ],
  ])('%s', async (_what, files, why) => {
    for (const last of [undefined, await seenAt({ size: 200 })]) {
      const observation = await look(files(), last);
      expect(observation).toMatchObject({ kind: 'untrusted', why: expect.stringMatching(why) });
      expect(lineOf(observation, time)).toMatch(/^Not accepted: /);
    }
  });

  test('with fewer witnesses than the quorum', async () => {
    const files = filesOf(log, { size: 300, by: ['finance'] });
    const observation = await look(files, await seenAt({ size: 200 }));
    expect(observation).toMatchObject({ kind: 'unwitnessed', cosignedBy: ['finance'], quorum: 2 });
    expect(lineOf(observation, time)).toBe(
      'Not accepted: 300 entries, cosigned by finance; 2 witnesses needed.',
    );
  });

  test('with one witness that signed twice', async () => {
    const observation = await look(filesOf(log, { size: 300, by: ['crm', 'crm'] }));
    expect(observation).toMatchObject({ kind: 'unwitnessed', cosignedBy: ['crm'] });
  });

  test('with a witness whose signature is of another key', async () => {
    const witnesses = { ...log.witnesses, crm: generateProcessKeys() };
    expect(await look(filesOf({ ...log, witnesses }, { size: 300 }))).toMatchObject({
      ...{ kind: 'unwitnessed', cosignedBy: ['finance'] },
    });
  });
});

describe('a fork is named', () => {
  test.each<[string, Published, string]>([
    ['where the log goes back', { size: 150 }, 'the log went back from 200 entries to 150'],
    [
      'where one size has two roots',
      { size: 200, forgedAt: 3 },
      'the log signed two different trees of 200 entries',
    ],
    [
      'where what was seen does not begin what is there',
      { size: 300, forgedAt: 3 },
      'the 200 entries seen before do not begin the 300 entries of now',
    ],
    ['though no witness signed it', { size: 300, forgedAt: 199, by: [] }, 'the 200 entries seen'],
  ])('%s', async (_where, published, why) => {
    const observation = await look(filesOf(log, published), await seenAt({ size: 200 }));
    expect(observation).toMatchObject({ kind: 'fork', why: expect.stringContaining(why) });
    expect(lineOf(observation, time)).toMatch(/^FORK: /);
  });
});

describe('a checkpoint is accepted', () => {
  test.each<[string, number | undefined, number, string]>([
    ['at first sight', undefined, 300, 'First sight: 300 entries'],
    ['unchanged', 300, 300, 'Unchanged: 300 entries'],
    ['when the log has grown', 200, 70_300, 'Consistent: 70,300 entries, 70,100 more than before'],
    ['of a log that was empty', 0, 1, 'Consistent: 1 entry, 1 more than before'],
  ])('%s', async (_when, before, size, words) => {
    const last = before === undefined ? undefined : await seenAt({ size: before });
    const observation = await look(filesOf(log, { size }), last);
    expect(observation).toMatchObject({ kind: 'accepted', cosignedBy: ['crm', 'finance'] });
    expect(lineOf(observation, time)).toBe(`${words}; cosigned by crm, finance (1 operator).`);
  });

  test('and said to be stale where no witness signed for five minutes', async () => {
    const observation = await look(filesOf(log, { size: 3 }));
    expect(lineOf(observation, time + 300)).not.toContain('STALE');
    expect(lineOf(observation, time + 720)).toContain('STALE: last cosigned 12 minutes ago');
  });
});

describe('trust.json', () => {
  const [first, second] = file.witnesses;
  test.each<[string, object]>([
    ['a quorum of none', { quorum: 0 }],
    ['a quorum over its witnesses', { quorum: 4 }],
    ['one witness under two names', { witnesses: [first, { ...first, name: 'another' }, second] }],
    ['one name for two witnesses', { witnesses: [first, { ...second, name: first?.name }] }],
    ['a log key where a witness key belongs', { witnesses: [{ ...first, key: file.log }, second] }],
    ['a witness key for the log', { log: first?.key }],
    ['another format', { format: 2 }],
  ])('with %s is refused', (_what, change) => {
    expect(() => parseTrust(JSON.stringify({ ...file, ...change }))).toThrow(MalformedError);
  });

  const signer = generateProcessKeys();
  const next = (lock: InstallationLock, change: Partial<InstallationLock> = {}, by = signer) =>
    signInstallationLock(
      {
        ...{ epoch: lock.epoch + 1, policy: lock.policy, processes: lock.processes },
        previous: hashOfInstallationLock(lock),
        genesis: lock.genesis ?? hashOfInstallationLock(lock),
        signers: lock.signers,
        ...change,
      },
      by,
    );
  const genesis = signInstallationLock(
    {
      ...{ epoch: 1, policy: 'a policy', previous: null, genesis: null },
      processes: installation.lock.processes,
      signers: [signer.public],
    },
    signer,
  );

  test('lists every key that a process ever had', () => {
    const replaced = generateProcessKeys().public;
    const processes = { ...genesis.processes, crm: [replaced] };
    const chain = [genesis, next(genesis, { processes })];
    checkChain(chain);
    expect(trustOf(chain, 'x').stores.crm?.map(({ kid }) => kid)).toEqual([
      installation.stores.crm.public.kid,
      replaced.kid,
    ]);
  });

  test('is made of no locks but one chain from its genesis', () => {
    const second = next(genesis);
    const impostor = generateProcessKeys();
    // Signed by a key of the impostor that he lists under the signer's name.
    const named = { ...impostor.public, kid: signer.public.kid };
    const forged = next(genesis, { signers: [named] }, { ...impostor, public: named });
    for (const chain of [
      [second],
      [genesis, genesis],
      [genesis, next(second)],
      [second, genesis],
      [genesis, next(genesis, { signers: [impostor.public] }, impostor)],
      [genesis, forged],
    ]) {
      expect(() => {
        checkChain(chain);
      }).toThrow(MalformedError);
    }
    checkChain([genesis, second, next(second)]);
  });
});
