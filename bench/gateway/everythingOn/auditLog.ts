import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { governance } from '../../../subgraphs/governance/store.ts';
import { migrateStore } from '../../../subgraphs/host/migrate.ts';
import { postgresAccount, reachable } from '../../../tools/postgres/binaries.ts';
import { startEmbeddedPostgres } from '../../../tools/postgres/embeddedPostgres.ts';
import {
  auditWriterRole,
  openAuditInbox,
  provisionStore,
} from '../../../tools/postgres/provision.ts';
import { newSecret } from '../../../tools/start/secrets.ts';

/** Where a gateway's audit entries become durable: PostgreSQL with its own settings, migrated. */
export interface AuditLog {
  /** As the role that may insert entries and nothing else. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** It runs beside the stand-ins, whose core it shares: what it costs is the log's, not the gateway's. */
export async function startAuditLog(): Promise<AuditLog> {
  const folder = mkdtempSync(join(tmpdir(), 'referent-bench-audit-'));
  // PostgreSQL may run under another account, which has to pass through.
  chmodSync(folder, 0o755);
  const home = reachable(folder, postgresAccount());
  const server = await startEmbeddedPostgres({ folder });
  const stop = async (): Promise<void> => {
    await server.stop();
    for (const path of new Set([folder, home])) rmSync(path, { recursive: true, force: true });
  };
  try {
    const ownerPassword = newSecret();
    const auditWriterPassword = newSecret();
    const { database, ownerRole } = await provisionStore({
      ...{ superuserUrl: server.superuserUrl('postgres'), store: 'governance' },
      ...{ ownerPassword, auditWriterPassword, servicePassword: newSecret() },
    });
    const ownerUrl = server.url(database, ownerRole, ownerPassword);
    await migrateStore(governance, ownerUrl);
    await openAuditInbox(ownerUrl);
    return { url: server.url(database, auditWriterRole, auditWriterPassword), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
