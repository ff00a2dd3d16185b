import { dirname, join } from 'node:path';
import { z } from 'zod';
import {
  besideOtherProblems,
  databaseUrl,
  mode,
  parseConfig,
  port,
  processUrl,
  type Mode,
} from '../../lib/config.ts';
import { isWitnessStore } from '../../lib/processNames.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import type { VaultConfig } from './vault/vault.ts';
import {
  environmentPrefix,
  hasKeyDatabase,
  keyDatabase,
  storeNames,
  type StoreName,
} from '../../lib/storeName.ts';

/** Where governance keeps the audit log, and the key that signs its checkpoints. */
export interface AuditLogConfig {
  readonly folder: string;
  readonly keyFile: string;
  /** Where each file is copied after it is written. */
  readonly copyFolder: string | undefined;
  /** The installation's locks, a file an epoch; without it, the log has the present one alone. */
  readonly locksFolder?: string | undefined;
}

/** The configuration of one store's process. */
export interface StoreConfig {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  /** Where given, the store migrates its database before it starts. */
  readonly ownerDatabaseUrl: string | undefined;
  /** Of customer-pii's key database; other stores have none. */
  readonly keysDatabaseUrl: string | undefined;
  /** Of the store that has a key database: where the keys that wrap its keys are, and how long they serve. */
  readonly vault: VaultConfig | undefined;
  readonly policyLock: string;
  readonly installationLock: string;
  readonly installationGenesis: string | undefined;
  readonly keyFile: string;
  /** Where given, the store witnesses the audit log; crm, finance and supply-chain do in production. */
  readonly witnessKeyFile: string | undefined;
  /** Governance alone has one: always in production. */
  readonly auditLog: AuditLogConfig | undefined;
  readonly bearer: {
    readonly issuer: string;
    readonly jwksUrl: string;
    readonly audience: string;
    readonly algorithms: readonly string[];
    readonly claimNames: { readonly roles: string; readonly team: string; readonly region: string };
    readonly defaultRegion: string;
  };
  /** Where the other stores listen; a store that is not there is not listed. */
  readonly peers: Partial<Readonly<Record<StoreName, string>>>;
  readonly bodyBytesMax: number;
  readonly callTimeoutMs: number;
}

const words = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
  .refine((list) => list.length > 0, { message: 'must name at least one' });

/** Symmetric algorithms and `none` would let anybody who reads the public keys sign. */
const algorithms = words.refine(
  (list) => list.every((name) => /^(RS|PS|ES)\d{3}$|^EdDSA$/.test(name)),
  {
    message: 'must be asymmetric signature algorithms',
  },
);

/** The variables whose names depend on a store. */
const namedByStore = (store: StoreName): z.ZodType<Readonly<Record<string, unknown>>> =>
  z.object({
    [`${environmentPrefix(store)}_DATABASE_URL`]: databaseUrl,
    [`${environmentPrefix(store)}_OWNER_DATABASE_URL`]: databaseUrl.optional(),
    ...(hasKeyDatabase(store)
      ? { [`${environmentPrefix(keyDatabase)}_DATABASE_URL`]: databaseUrl }
      : {}),
    ...Object.fromEntries(
      storeNames.map((name) => [`${environmentPrefix(name)}_URL`, processUrl.optional()]),
    ),
  });

/** Who is no witness has no such key; who is one has it in production, or no quorum would ever be there. */
const witnessing = (store: StoreName) =>
  z
    .object({ MODE: z.string().default('production'), WITNESS_KEY_FILE: z.string().optional() })
    .superRefine((values, context) => {
      const given = values.WITNESS_KEY_FILE !== undefined;
      const wanted = isWitnessStore(store) && values.MODE === 'production';
      if (given ? isWitnessStore(store) : !wanted) return;
      const message = given
        ? `must not be set: ${store} is no witness of the audit log`
        : 'must be set in production mode';
      context.addIssue({ code: 'custom', path: ['WITNESS_KEY_FILE'], message });
    }, besideOtherProblems);

const auditLogVariables = ['LOG_FOLDER', 'LOG_KEY_FILE'] as const;

/** The audit log is governance's alone: a folder and a key, both or neither, and both in production. */
const loggingFor = (store: StoreName) =>
  z
    .object({
      MODE: z.string().default('production'),
      LOG_FOLDER: z.string().optional(),
      LOG_KEY_FILE: z.string().optional(),
      LOG_COPY_FOLDER: z.string().optional(),
      INSTALLATION_LOCKS: z.string().optional(),
    })
    .superRefine((values, context) => {
      const isAny = auditLogVariables.some((name) => values[name] !== undefined);
      const isWanted = store === 'governance' && (isAny || values.MODE === 'production');
      for (const name of auditLogVariables) {
        if ((values[name] !== undefined) === isWanted) continue;
        const message = isWanted ? 'must be set' : `must not be set: ${store} keeps no audit log`;
        context.addIssue({ code: 'custom', path: [name], message });
      }
    }, besideOtherProblems);

const common = z
  .object({
    MODE: mode.default('production'),
    HOST: z.string().default('127.0.0.1'),
    PORT: port,
    POLICY_LOCK: z.string().default(projectFile('policies', 'policy.lock.json')),
    INSTALLATION_LOCK: z.string(),
    INSTALLATION_GENESIS: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { message: 'must be a SHA-256 in hex' })
      .optional(),
    KEY_FILE: z.string(),
    WRAPPING_KEYS_FOLDER: z.string().optional(),
    KEY_WINDOW_DAYS: z.coerce.number().positive().max(365).default(7),
    ISSUER_URL: processUrl,
    JWKS_URL: processUrl,
    AUDIENCE: z.string().default('referent'),
    TOKEN_ALGORITHMS: algorithms.prefault('RS256 ES256 EdDSA'),
    ROLES_CLAIM: z.string().default('roles'),
    TEAM_CLAIM: z.string().default('team'),
    REGION_CLAIM: z.string().default('region'),
    DEFAULT_REGION: z.string().default('EU'),
    BODY_BYTES_MAX: z.coerce.number().int().min(1_024).max(16_777_216).default(1_048_576),
    CALL_TIMEOUT_MS: z.coerce.number().int().min(1).max(30_000).default(2_000),
  })
  .superRefine((values, context) => {
    if (values.MODE === 'production' && values.INSTALLATION_GENESIS === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['INSTALLATION_GENESIS'],
        message: 'must pin the genesis lock in production mode',
      });
    }
  }, besideOtherProblems);

/** Every problem at once; a store with a faulty configuration does not start. */
export function readStoreConfig(
  store: StoreName,
  environment: Readonly<Record<string, string | undefined>>,
): StoreConfig {
  const prefix = environmentPrefix(store);
  const schema = z.intersection(
    z.intersection(common, z.intersection(witnessing(store), loggingFor(store))),
    namedByStore(store),
  );
  const values = parseConfig(schema, environment);
  const named = (name: string): string | undefined =>
    textOf((values as Readonly<Record<string, unknown>>)[name]);
  return {
    mode: values.MODE,
    host: values.HOST,
    port: values.PORT,
    databaseUrl: named(`${prefix}_DATABASE_URL`) ?? '',
    ownerDatabaseUrl: named(`${prefix}_OWNER_DATABASE_URL`),
    keysDatabaseUrl: hasKeyDatabase(store)
      ? named(`${environmentPrefix(keyDatabase)}_DATABASE_URL`)
      : undefined,
    vault: hasKeyDatabase(store) ? vaultOf(values) : undefined,
    policyLock: values.POLICY_LOCK,
    installationLock: values.INSTALLATION_LOCK,
    installationGenesis: values.INSTALLATION_GENESIS,
    keyFile: values.KEY_FILE,
    witnessKeyFile: values.WITNESS_KEY_FILE,
    auditLog: auditLogOf(values),
    bearer: {
      issuer: values.ISSUER_URL,
      jwksUrl: values.JWKS_URL,
      audience: values.AUDIENCE,
      algorithms: values.TOKEN_ALGORITHMS,
      claimNames: {
        roles: values.ROLES_CLAIM,
        team: values.TEAM_CLAIM,
        region: values.REGION_CLAIM,
      },
      defaultRegion: values.DEFAULT_REGION,
    },
    peers: Object.fromEntries(
      storeNames.flatMap((name) => {
        const url = named(`${environmentPrefix(name)}_URL`);
        return url === undefined ? [] : [[name, url]];
      }),
    ),
    bodyBytesMax: values.BODY_BYTES_MAX,
    callTimeoutMs: values.CALL_TIMEOUT_MS,
  };
}

/** Beside the process's own key file, unless said. */
const vaultOf = (values: {
  readonly KEY_FILE: string;
  readonly WRAPPING_KEYS_FOLDER?: string | undefined;
  readonly KEY_WINDOW_DAYS: number;
}): VaultConfig => ({
  folder: values.WRAPPING_KEYS_FOLDER ?? join(dirname(values.KEY_FILE), 'wrapping'),
  windowDays: values.KEY_WINDOW_DAYS,
});

function auditLogOf(values: {
  readonly LOG_FOLDER?: string | undefined;
  readonly LOG_KEY_FILE?: string | undefined;
  readonly LOG_COPY_FOLDER?: string | undefined;
  readonly INSTALLATION_LOCKS?: string | undefined;
}): AuditLogConfig | undefined {
  const { LOG_FOLDER: folder, LOG_KEY_FILE: keyFile, LOG_COPY_FOLDER: copyFolder } = values;
  return folder === undefined || keyFile === undefined
    ? undefined
    : { folder, keyFile, copyFolder, locksFolder: values.INSTALLATION_LOCKS };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
