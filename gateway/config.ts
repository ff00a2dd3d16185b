import { z } from 'zod';
import {
  besideOtherProblems,
  databaseUrl,
  isLoopbackUrl,
  mode,
  parseConfig,
  port,
  processUrl,
  type Mode,
} from '../lib/config.ts';
import { projectFile } from '../lib/projectRoot.ts';
import { boundsOf, limitVariables, origins, words, type Bounds } from './bounds.ts';
import { environmentPrefix, storeNames, type StoreName } from '../lib/storeName.ts';
import type { Compression } from './http/compress.ts';

/** The configuration of the gateway's process. */
export interface GatewayConfig extends Bounds {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  readonly bearer: {
    readonly issuer: string;
    readonly jwksUrl: string;
    readonly audience: string;
    readonly algorithms: readonly string[];
    readonly claimNames: { readonly roles: string; readonly team: string; readonly region: string };
    readonly defaultRegion: string;
  };
  /** Where the stores listen; a store that is not there is answered as unavailable. */
  readonly storeUrls: Readonly<Partial<Record<StoreName, string>>>;
  readonly policyLock: string;
  readonly installationLock: string;
  readonly installationGenesis: string | undefined;
  readonly keyFile: string;
  /** Governance's database, as the role that inserts audit entries and can do nothing else. */
  readonly auditDatabaseUrl: string;
  /** Under which this gateway's processes write entries; undefined: told by its host and port. */
  readonly nodeName: string | undefined;
  readonly supergraph: string;
  readonly screens: string;
  /** Which query planner serves; `auto`: the native one where this machine has it. */
  readonly planner: 'auto' | 'native' | 'apollo';
  /** Plans made ahead. */
  readonly plans: string;
  readonly corsOrigins: readonly string[];
  /** The web application for people: where it was built, and as which client it signs them in. */
  readonly console: {
    readonly folder: string;
    readonly clientId: string;
    readonly scope: string;
  };
  /** Opens the development endpoints to whoever holds it. */
  readonly controlToken: string | undefined;
  readonly compression: Compression;
  /** How long what was begun may take once the process is told to end. */
  /** Processes that share the port, one a core. */
  readonly workers: number;
}

/** Symmetric algorithms and `none` would let anybody who reads the public keys sign. */
const algorithms = words.refine(
  (names) => names.length > 0 && names.every((name) => /^(RS|PS|ES)\d{3}$|^EdDSA$/.test(name)),
  { message: 'must be asymmetric signature algorithms' },
);

/** The issuer's identifier is compared letter by letter with `iss`: it is not normalised. */
const issuerUrl = z.url().refine((text) => text.startsWith('https://') || isLoopbackUrl(text), {
  message: 'must be https, or http on loopback',
});

const urlNames = storeNames.map((store) => [store, `${environmentPrefix(store)}_URL`] as const);
const storeUrls = Object.fromEntries(urlNames.map(([, name]) => [name, processUrl.optional()]));

const Environment = z
  .object({
    MODE: mode.default('production'),
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(4000),
    ISSUER_URL: issuerUrl,
    JWKS_URL: processUrl,
    AUDIENCE: z.string().default('referent'),
    TOKEN_ALGORITHMS: algorithms.prefault('RS256 ES256 EdDSA'),
    ROLES_CLAIM: z.string().default('roles'),
    TEAM_CLAIM: z.string().default('team'),
    REGION_CLAIM: z.string().default('region'),
    DEFAULT_REGION: z.string().default('EU'),
    POLICY_LOCK: z.string().default(projectFile('policies', 'policy.lock.json')),
    INSTALLATION_LOCK: z.string(),
    INSTALLATION_GENESIS: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { message: 'must be a SHA-256 in hex' })
      .optional(),
    KEY_FILE: z.string(),
    AUDIT_DATABASE_URL: databaseUrl,
    NODE_NAME: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { message: 'must be small letters, digits and dashes' })
      .optional(),
    SUPERGRAPH: z.string().default(projectFile('schema', 'supergraph.graphql')),
    PLANNER: z.enum(['auto', 'native', 'apollo']).default('auto'),
    PLANS: z.string().default(projectFile('schema', 'plans.json')),
    SCREENS: z.string().default(projectFile('screens')),
    CORS_ORIGINS: origins.prefault(''),
    CONSOLE: z.string().default(projectFile('dist', 'console')),
    CONSOLE_CLIENT_ID: z.string().min(1).default('referent-console'),
    CONSOLE_SCOPE: z.string().min(1).default('openid graph'),
    CONTROL_TOKEN: z.string().min(32).optional(),
    WORKERS: z.coerce.number().int().min(1).max(64).default(1),
    COMPRESSION: z.enum(['off', 'business', 'all']).default('off'),
    ...limitVariables,
    ...storeUrls,
  })
  .superRefine((values, context) => {
    for (const [name, message] of problemsOfMode(values)) {
      context.addIssue({ code: 'custom', path: [name], message });
    }
  }, besideOtherProblems);

type Values = Readonly<Record<string, unknown>>;

/** What production mode needs or refuses. */
function problemsOfMode(values: Values): readonly (readonly [string, string])[] {
  if (values.MODE !== 'production') return [];
  const needed = ['INSTALLATION_GENESIS', ...urlNames.map(([, name]) => name)];
  const missing = needed
    .filter((name) => values[name] === undefined)
    .map((name) => [name, 'is needed in production mode'] as const);
  const control = ['CONTROL_TOKEN', 'is for development mode alone'] as const;
  return values.CONTROL_TOKEN === undefined ? missing : [...missing, control];
}

/** Throws a `ConfigError` that lists every problem at once. */
export function readGatewayConfig(
  environment: Readonly<Record<string, string | undefined>>,
): GatewayConfig {
  const values = parseConfig(Environment, environment);
  return {
    mode: values.MODE,
    host: values.HOST,
    port: values.PORT,
    bearer: bearerOf(values),
    storeUrls: urlsOf(values),
    policyLock: values.POLICY_LOCK,
    installationLock: values.INSTALLATION_LOCK,
    installationGenesis: values.INSTALLATION_GENESIS,
    keyFile: values.KEY_FILE,
    auditDatabaseUrl: values.AUDIT_DATABASE_URL,
    nodeName: values.NODE_NAME,
    supergraph: values.SUPERGRAPH,
    screens: values.SCREENS,
    planner: values.PLANNER,
    plans: values.PLANS,
    corsOrigins: values.CORS_ORIGINS,
    console: {
      ...{ folder: values.CONSOLE, clientId: values.CONSOLE_CLIENT_ID },
      scope: values.CONSOLE_SCOPE,
    },
    controlToken: values.CONTROL_TOKEN,
    ...boundsOf(values),
    compression: { mode: values.COMPRESSION, bytesMin: values.COMPRESS_BYTES_MIN },
    workers: values.WORKERS,
  };
}

type Environment = z.output<typeof Environment>;

const bearerOf = (values: Environment): GatewayConfig['bearer'] => ({
  issuer: values.ISSUER_URL,
  jwksUrl: values.JWKS_URL,
  audience: values.AUDIENCE,
  algorithms: values.TOKEN_ALGORITHMS,
  claimNames: { roles: values.ROLES_CLAIM, team: values.TEAM_CLAIM, region: values.REGION_CLAIM },
  defaultRegion: values.DEFAULT_REGION,
});

function urlsOf(values: Values): GatewayConfig['storeUrls'] {
  const given = urlNames.flatMap(([store, name]) => {
    const url = values[name];
    return typeof url === 'string' ? [[store, url] as const] : [];
  });
  return Object.fromEntries(given);
}
