import { randomBytes } from 'node:crypto';
import { errorFields } from '../../../lib/log.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { connectKeys } from '../../host/audit/keyDatabase.ts';
import { databaseOf } from '../../host/database.ts';
import type { VaultDefinition } from '../../host/vault/vault.ts';
import { ensureGenerations } from './generations.ts';
import { createKeyFiles } from './keyFiles.ts';
import { createRotator } from './rotation/rotator.ts';
import { sealExisting } from './sealExisting.ts';
import { sealedForReads } from './sealedTables.ts';
import { createVault } from './vault.ts';

const dayMs = 86_400_000;

/** Longer than any statement or command lasts that may hold what it was told before. */
export const graceMs = 30_000;

/** customer-pii's vault: keys in its key database, wrapped by files of this process's own. */
export const customerPiiVault: VaultDefinition = {
  tables: sealedForReads,
  sealExisting,
  create: async ({ keysUrl, config, clock, log, database: store, writeFact }) => {
    const database = connectKeys(keysUrl);
    const encryption = createKeyFiles({ folder: config.folder, randomBytes });
    try {
      await ensureGenerations({ database, encryption, clock, randomBytes });
    } catch (error) {
      // Away for a while: what needs keys says so until they are back. Anything else ends the start.
      if (!(error instanceof AppError)) throw error;
      log.error('keys.unavailable', errorFields(error));
    }
    const vault = createVault({ database, encryption, clock, log, graceMs });
    const rotator = createRotator({
      ...{ database, encryption, clock, log, graceMs, randomBytes, store },
      opener: vault.opener,
      windowMs: config.windowDays * dayMs,
      record: (type, decision) =>
        store.transaction((manager) => writeFact(databaseOf(manager), { type, decision })),
    });
    return {
      ...vault,
      start: rotator.start,
      stop: async () => {
        await rotator.stop();
        await database.close();
      },
    };
  },
};
