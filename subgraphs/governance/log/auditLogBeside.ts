import { randomUUID } from 'node:crypto';
import { createAuditLog, type AuditLog } from '../../../audit/log/auditLog.ts';
import type { WitnessAddress } from '../../../audit/log/witnesses.ts';
import { logKeysOf } from '../../../audit/logKeys.ts';
import type { Handler } from '../../../lib/httpServer.ts';
import { readProcessKeys } from '../../../lib/keys.ts';
import { logKey, witnessStores } from '../../../lib/processNames.ts';
import type { Beside, BesideContext } from '../../host/beside.ts';
import type { AuditLogConfig } from '../../host/config.ts';
import { LockError } from '../../host/locks.ts';
import { takeDelivery } from './inbox.ts';
import { installationChain } from './installationChain.ts';
import { createLockFiles } from './lockFiles.ts';
import { Delivery } from './receive.ts';
import { createServeLog, logPrefix } from './serveLog.ts';

const deliveryBytesMax = 16_777_216;

/** Governance keeps the audit log: it sequences and publishes it, serves it, and takes what stores send. */
export function auditLogBeside(context: BesideContext): Beside {
  const { auditLog: config, database, identity, signed, log } = context;
  const running = config === undefined ? undefined : openLog(context, config);
  const inbox = signed(deliveryBytesMax, Delivery, (from, delivery) =>
    takeDelivery(database, from, delivery, identity.processes[from] ?? []),
  );
  const files: Handler | undefined =
    config && createServeLog({ folder: config.folder, database, identity, log });
  return {
    route: (path) => {
      if (path === '/audit/inbox') return inbox;
      return path.startsWith(logPrefix) ? files : undefined;
    },
    health: () => {
      const health = running?.health();
      return {
        isReady: health?.state !== 'refused',
        about: health === undefined ? {} : { log: health },
      };
    },
    start: () => {
      running?.start();
    },
    stop: async () => {
      await running?.stop();
    },
  };
}

function openLog(context: BesideContext, config: AuditLogConfig): AuditLog {
  const { installation, peers, database, databaseUrl, identity, log } = context;
  const signingKeys = readProcessKeys(config.keyFile);
  const known = installation.processes[logKey] ?? [];
  if (!known.some(({ kid }) => kid === signingKeys.public.kid)) {
    throw new LockError('the installation lock does not know the key of the audit log');
  }
  const witnesses = witnessStores.flatMap((store): WitnessAddress[] => {
    const url = peers[store];
    return url === undefined ? [] : [{ store, url }];
  });
  return createAuditLog({
    ...{ databaseUrl, signingKeys, witnesses, log },
    folder: config.folder,
    copyFolder: config.copyFolder,
    keys: logKeysOf(installation),
    locks: createLockFiles(database, installationChain(installation, config.locksFolder)),
    clock: identity.clock,
    processId: randomUUID(),
  });
}
