import { createDigest, digestBytes } from '../../../lib/copies/digest.ts';
import {
  CertifyMessage,
  MatchMessage,
  matchingPaths,
  messageBytesMax,
  OpenMessage,
  type CertifiedAnswer,
  type MatchAnswer,
  type OpenedAnswer,
  type ScanSummary,
} from '../../../lib/copies/messages.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import type { Handler } from '../../../lib/httpServer.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import type { Beside, BesideContext } from '../../host/beside.ts';
import { databaseOf } from '../../host/database.ts';
import { hasFewValues } from '../../host/possibleValues.ts';
import { certify } from './certificate.ts';
import { lookFor, type LookedFor } from './lookedFor.ts';
import { personalValues } from './personalValues.ts';

interface Session {
  readonly id: string;
  readonly lookedFor: LookedFor;
  digests: number;
  usedAt: number;
}

const idleMsMax = 600_000;

/**
 * Where copies are recognised: values of persons never leave this process to be compared. A scan is
 * opened and certified by governance; each store's scanner sends digests of what it read, under a
 * key that lives as long as the scan. One scan at a time: the next ends the one before.
 */
export function matchingBeside(context: BesideContext): Beside {
  const { signed, identity } = context;
  let session: Session | undefined;
  const current = (id: string): Session => {
    const now = identity.clock.now().getTime();
    if (session !== undefined && now - session.usedAt > idleMsMax) session = undefined;
    if (session?.id !== id) throw new AppError('BAD_REQUEST', { details: { reason: 'session' } });
    session.usedAt = now;
    return session;
  };
  const open = async (key: string): Promise<OpenedAnswer> => {
    session = undefined;
    const lookedFor = await lookForAll(context, Buffer.from(key, 'base64'));
    const usedAt = identity.clock.now().getTime();
    session = { id: identity.newId(), lookedFor, digests: 0, usedAt };
    return { session: session.id, ...lookedFor.about };
  };
  const match = (id: string, digests: Uint8Array): MatchAnswer => {
    const held = current(id);
    held.digests += Math.floor(digests.length / digestBytes);
    return { matches: held.lookedFor.match(digests) };
  };
  const end = async (id: string, summary: ScanSummary): Promise<CertifiedAnswer> => {
    const { digests, lookedFor } = current(id);
    session = undefined;
    return certified(context, { digests, about: lookedFor.about, summary });
  };
  const routes: Readonly<Record<string, Handler>> = {
    [matchingPaths.open]: signed(messageBytesMax, OpenMessage, (from, { key }) =>
      byGovernance(from, () => open(key)),
    ),
    [matchingPaths.match]: signed(
      messageBytesMax,
      MatchMessage,
      (_from, { session: id, digests }) =>
        Promise.resolve().then(() => match(id, Buffer.from(digests, 'base64'))),
    ),
    [matchingPaths.certify]: signed(messageBytesMax, CertifyMessage, (from, message) =>
      byGovernance(from, () => end(message.session, message.summary)),
    ),
  };
  return {
    route: (path) => (Object.hasOwn(routes, path) ? routes[path] : undefined),
    health: () => ({ isReady: true, about: {} }),
    start: () => undefined,
    stop: () => {
      session = undefined;
      return Promise.resolve();
    },
  };
}

async function byGovernance<Result>(from: StoreName, work: () => Promise<Result>): Promise<Result> {
  if (from !== 'governance') throw new AppError('TOKEN_INVALID', { details: { reason: 'sender' } });
  return work();
}

const lookForAll = (
  { database, policy, vault }: BesideContext,
  key: Uint8Array,
): Promise<LookedFor> =>
  lookFor({
    values: personalValues(database, vault),
    digest: createDigest(key),
    hasFewValues: (coordinate) => hasFewValues(policy.lock, coordinate),
  });

/** Signs what was found, and keeps in the audit log that it was signed. */
async function certified(
  { database, identity, policy, writeFact }: BesideContext,
  scan: {
    readonly digests: number;
    readonly about: LookedFor['about'];
    readonly summary: ScanSummary;
  },
): Promise<CertifiedAnswer> {
  const answer = certify({ identity, policy, ...scan });
  const { findings, declared, stores, cells, columns } = scan.summary;
  await database.transaction((manager) =>
    writeFact(databaseOf(manager), {
      type: 'scan.certificate',
      decision: {
        certificate: sha256Hex(answer.certificate),
        ...{ kid: answer.kid, epoch: policy.epoch, lock: policy.lock.hash },
        ...{ stores, cells, columns, digests: scan.digests },
        findings: findings.length,
        declared: declared.length,
      },
    }),
  );
  return answer;
}
