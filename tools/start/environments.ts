import { isWitnessStore, logKey, witnessKey } from '../../lib/processNames.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { environmentPrefix, keyDatabase, type StoreName } from '../../lib/storeName.ts';
import type { Mode } from '../../lib/config.ts';
import type { DataFolder } from './dataFolder.ts';

/** What all processes of one installation share. */
export interface InstallationEnvironment {
  readonly mode: Mode;
  readonly folder: DataFolder;
  readonly genesis: string;
  /** ISSUER_URL, JWKS_URL and what else describes the issuer. */
  readonly issuer: Readonly<Record<string, string>>;
  readonly storeUrls: Readonly<Partial<Record<StoreName, string>>>;
}

type Variables = Readonly<Record<string, string>>;

const commonVariables = (
  shared: InstallationEnvironment,
  name: string,
  port: number,
): Variables => ({
  MODE: shared.mode,
  HOST: '127.0.0.1',
  PORT: String(port),
  POLICY_LOCK: projectFile('policies', 'policy.lock.json'),
  INSTALLATION_LOCK: shared.folder.installationLock,
  INSTALLATION_GENESIS: shared.genesis,
  KEY_FILE: shared.folder.keyFile(name),
  APOLLO_TELEMETRY_DISABLED: '1',
  ...shared.issuer,
  ...Object.fromEntries(
    Object.entries(shared.storeUrls).map(([store, url]) => [
      `${environmentPrefix(store as StoreName)}_URL`,
      url,
    ]),
  ),
});

export interface StoreCredentials {
  readonly url: string;
  readonly ownerUrl: string | undefined;
  /** Of the key database, for the store that has one. */
  readonly keysUrl?: string | undefined;
}

/** A store's process gets its own database's URLs and no other credential. */
export const storeVariables = (
  shared: InstallationEnvironment,
  store: StoreName,
  port: number,
  database: StoreCredentials,
): Variables => ({
  ...commonVariables(shared, store, port),
  ...(isWitnessStore(store) ? { WITNESS_KEY_FILE: shared.folder.keyFile(witnessKey(store)) } : {}),
  ...(store === 'governance'
    ? {
        LOG_FOLDER: shared.folder.auditLog,
        LOG_KEY_FILE: shared.folder.keyFile(logKey),
        INSTALLATION_LOCKS: shared.folder.installationLocks,
      }
    : {}),
  [`${environmentPrefix(store)}_DATABASE_URL`]: database.url,
  ...(database.ownerUrl === undefined
    ? {}
    : { [`${environmentPrefix(store)}_OWNER_DATABASE_URL`]: database.ownerUrl }),
  ...(database.keysUrl === undefined
    ? {}
    : {
        [`${environmentPrefix(keyDatabase)}_DATABASE_URL`]: database.keysUrl,
        WRAPPING_KEYS_FOLDER: shared.folder.wrappingKeys,
      }),
});

/** What only the gateway is told. */
export interface GatewayOwn {
  readonly supergraph: string;
  readonly controlToken: string;
  readonly workers: number;
  /** Where audit entries are written. */
  readonly auditUrl: string;
}

/** Limits, deadlines, compression and allowed origins that the person who starts may set for the gateway. */
const gatewaySettings = [
  'CORS_ORIGINS',
  'BODY_BYTES_MAX',
  'TEXT_BYTES_MAX',
  'TOKENS_MAX',
  'DEPTH_MAX',
  'ALIASES_MAX',
  'DIRECTIVES_MAX',
  'ROOT_FIELDS_MAX',
  'SELECTIONS_MAX',
  'COST_MAX',
  'COMPRESSION',
  'COMPRESS_BYTES_MIN',
  'REQUEST_TIMEOUT_MS',
  'STORE_TIMEOUT_MS',
  'STORE_ANSWER_BYTES_MAX',
  'STORE_CONNECTIONS',
] as const;

/** The gateway's one credential of a database inserts audit entries, and can do nothing else. */
export const gatewayVariables = (
  shared: InstallationEnvironment,
  port: number,
  own: GatewayOwn,
  environment: Readonly<Record<string, string | undefined>>,
): Variables => ({
  ...commonVariables(shared, 'gateway', port),
  ...Object.fromEntries(
    gatewaySettings.flatMap((name) => {
      const value = environment[name] ?? '';
      return value === '' ? [] : [[name, value] as const];
    }),
  ),
  AUDIT_DATABASE_URL: own.auditUrl,
  WORKERS: String(own.workers),
  SUPERGRAPH: own.supergraph,
  SCREENS: projectFile('screens'),
  ...(shared.mode === 'development' ? { CONTROL_TOKEN: own.controlToken } : {}),
});

export const issuerVariables = (
  folder: DataFolder,
  port: number,
  issuer: Readonly<Record<string, string>>,
): Variables => ({
  MODE: 'development',
  HOST: '127.0.0.1',
  PORT: String(port),
  ISSUER_KEY_FILE: folder.keyFile('issuer'),
  ...issuer,
});
