import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where an installation keeps what it must not lose. */
export interface DataFolder {
  readonly root: string;
  /** Private keys and secrets, 0700; each file 0600. */
  readonly keys: string;
  /** Of the keys that wrap customer-pii's keys; below `keys`. */
  readonly wrappingKeys: string;
  readonly logs: string;
  /** The audit log's files. */
  readonly auditLog: string;
  readonly postgres: string;
  readonly runFile: string;
  readonly supervisorFile: string;
  readonly installationLock: string;
  /** All of them, a file an epoch. */
  readonly installationLocks: string;
  readonly supergraph: string;
  readonly examples: string;
  readonly keyFile: (process: string) => string;
  readonly logFile: (process: string) => string;
}

export const defaultDataFolder = '.referent';

export function dataFolder(path: string): DataFolder {
  const root = resolve(path);
  return {
    root,
    keys: join(root, 'keys'),
    wrappingKeys: join(root, 'keys', 'wrapping'),
    logs: join(root, 'logs'),
    auditLog: join(root, 'log'),
    postgres: join(root, 'postgres'),
    runFile: join(root, 'run.json'),
    supervisorFile: join(root, 'supervisor.json'),
    installationLock: join(root, 'installation.lock.json'),
    installationLocks: join(root, 'installation.locks'),
    supergraph: join(root, 'supergraph.graphql'),
    examples: join(root, 'examples.json'),
    keyFile: (process) => join(root, 'keys', `${process}.json`),
    logFile: (process) => join(root, 'logs', `${process}.jsonl`),
  };
}

/** The root stays open to PostgreSQL's own account, which must pass through it; what is secret lies below. */
export function makeDataFolder(folder: DataFolder): void {
  if (!existsSync(folder.root)) mkdirSync(folder.root, { recursive: true, mode: 0o755 });
  for (const closed of [folder.keys, folder.wrappingKeys, folder.logs, folder.auditLog]) {
    mkdirSync(closed, { recursive: true, mode: 0o700 });
    chmodSync(closed, 0o700);
  }
}
