import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { systemClock } from '../../../../lib/clock.ts';
import { readInstallationLock, type InstallationLock } from '../../../../lib/installationLock.ts';
import { readProcessKeys, type ProcessKeys } from '../../../../lib/keys.ts';
import {
  purposeChannel,
  signPurposeToken,
  type PurposeClaims,
} from '../../../../lib/purposeToken.ts';
import { signServiceToken } from '../../../../lib/serviceToken.ts';
import { storeNames, type StoreName } from '../../../../lib/storeName.ts';
import { dataFolder, type DataFolder } from '../../../../tools/start/dataFolder.ts';
import { urlsOnPort } from '../../../../tools/start/embeddedDatabases.ts';
import { ensureSecrets } from '../../../../tools/start/secrets.ts';
import { claimsFor } from '../../../support/installation.ts';
import type { TestFolder } from './commandLine.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Headers = Readonly<Record<string, string>>;
export type LogEntry = Readonly<Record<string, unknown>> & { readonly event: string };

/** What only a process of this installation can do, for whoever can read its key files. */
export interface KeyRing {
  readonly folder: DataFolder;
  readonly lock: InstallationLock;
  /** The private keys of a process, from its own file. */
  readonly keysOf: (process: string) => ProcessKeys;
  /** An `authorization` header of a sub-request, by the keys of `signer`, for the keys of `store`. */
  readonly purposeToken: (signer: string, store: StoreName, claims: PurposeClaims) => string;
  /** Claims as the gateway makes them for this body, with what a test changes. */
  readonly claims: (
    store: StoreName,
    body: string,
    changes: Partial<PurposeClaims>,
  ) => PurposeClaims;
  /** The header of an event or a call between stores; `from` signs. */
  readonly serviceToken: (
    from: StoreName,
    to: StoreName,
    body: string,
    id?: string,
    issuer?: string,
  ) => string;
}

export function keyRing({ path }: TestFolder): KeyRing {
  const folder = dataFolder(path);
  const lock = readInstallationLock(folder.installationLock);
  const keysOf = (process: string): ProcessKeys => readProcessKeys(folder.keyFile(process));
  const gate = new Map(storeNames.map((store) => [store, keysOf(store).public]));
  return {
    folder,
    lock,
    keysOf,
    purposeToken: (signer, store, claims) => {
      const peer = gate.get(store);
      if (peer === undefined) throw new TypeError(`no keys of ${store}`);
      return signPurposeToken(purposeChannel(keysOf(signer), peer), claims);
    },
    claims: (store, body, changes) =>
      claimsFor(store, body, systemClock, { epoch: lock.epoch, ...changes }),
    serviceToken: (from, to, body, id = randomUUID(), issuer = from) =>
      signServiceToken(keysOf(from), { from: issuer, to, id, body, clock: systemClock }),
  };
}

/** One store of a started installation, reached past the gateway. */
export interface StoreDoor {
  readonly post: (path: string, body: string, headers: Headers) => Promise<Reply>;
  readonly log: () => readonly LogEntry[];
  /** SQL with the owner's role. */
  readonly sql: <Row extends object>(text: string) => Promise<readonly Row[]>;
  /** A fingerprint of every row that the store holds, but for what goes on by itself. */
  readonly fingerprint: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export function storeDoor(folder: TestFolder, store: StoreName): StoreDoor {
  const files = dataFolder(folder.path);
  const port = folder.run().databases[store]?.port ?? 0;
  const { ownerUrl } = urlsOnPort(store, port, ensureSecrets(files));
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  pool.on('error', () => undefined);
  const sql: StoreDoor['sql'] = async <Row extends object>(text: string) =>
    (await pool.query<Row>(text)).rows;
  return {
    post: async (path, body, headers) => {
      const url = `${folder.run().processes[store]?.url ?? ''}${path}`;
      const sent = { 'content-type': 'application/json', ...headers };
      const reply = await fetch(url, { method: 'POST', headers: sent, body });
      return {
        status: reply.status,
        headers: Object.fromEntries(reply.headers),
        body: await reply.json(),
      };
    },
    log: () =>
      readFileSync(files.logFile(store), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LogEntry),
    sql,
    fingerprint: () => fingerprintOf(sql),
    close: () => pool.end(),
  };
}

/** What a store keeps of the audit log goes on beside all requests: it is delivered and witnessed. */
async function fingerprintOf(sql: StoreDoor['sql']): Promise<string> {
  const tables = await sql<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'
        and table_name not like 'audit\\_%' and table_name <> 'witness_checkpoint' order by 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `(select coalesce(md5(string_agg(t::text, '|' order by t::text)), 'empty')
          from ${pg.escapeIdentifier(name)} t)`,
  );
  const [row] = await sql<{ all: string }>(`select concat_ws(',', ${parts.join(',')}) as "all"`);
  return row?.all ?? '';
}
