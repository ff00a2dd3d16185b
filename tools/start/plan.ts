import type { z } from 'zod';
import { databaseUrl, processUrl, type Mode } from '../../lib/config.ts';
import {
  environmentPrefix,
  hasKeyDatabase,
  keyDatabase,
  storeNames,
  type StoreName,
} from '../../lib/storeName.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface StartRequest {
  readonly mode: Mode;
  readonly stores: readonly StoreName[];
  /** True where some stores were chosen by name. */
  readonly chosen: boolean;
}

export type DatabasePlan =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'given';
      readonly url: string;
      readonly ownerUrl: string | undefined;
      readonly keysUrl: string | undefined;
    };

export type IssuerPlan =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'given'; readonly environment: Readonly<Record<string, string>> };

export interface StartPlan {
  readonly databases: Readonly<Partial<Record<StoreName, DatabasePlan>>>;
  readonly issuer: IssuerPlan;
  /** Where the gateway writes audit entries; undefined: into the embedded database of governance. */
  readonly auditUrl: string | undefined;
}

/** Everything that stands in the way of a start, said at once. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/**
 * What is embedded and what is given, decided before anything is touched. Demonstration parts and
 * real ones don't mix (policy.md, section 6): personas work on embedded databases alone.
 */
export function planStart(request: StartRequest, environment: Environment): StartPlan {
  const problems: string[] = [];
  const databases = Object.fromEntries(
    request.stores.map((store) => [store, planDatabase(store, environment, problems)]),
  );
  const auditUrl = planAudit(databases.governance, environment, problems);
  const issuer = planIssuer(environment, problems);
  const embedded = request.stores.filter((store) => databases[store]?.kind === 'embedded');
  if (request.mode === 'production') {
    problems.push(...productionProblems(request, issuer, embedded));
  } else if (issuer.kind === 'embedded' && embedded.length < request.stores.length) {
    problems.push(
      'the demonstration issuer works on embedded databases alone: set ISSUER_URL and JWKS_URL, or no *_DATABASE_URL',
    );
  }
  if (problems.length > 0) throw new StartRefused(refusal(request.mode, problems));
  return { databases, issuer, auditUrl };
}

/** The stores that run: governance keeps the audit log, without which no personal value leaves. */
export const withLog = (stores: readonly StoreName[]): readonly StoreName[] =>
  storeNames.filter((store) => store === 'governance' || stores.includes(store));

function planAudit(
  governance: DatabasePlan | undefined,
  environment: Environment,
  problems: string[],
): string | undefined {
  const url = environment.AUDIT_DATABASE_URL ?? '';
  const isGiven = governance?.kind === 'given';
  if (url !== '') check(databaseUrl, 'AUDIT_DATABASE_URL', url, problems);
  if (isGiven === (url !== '')) return isGiven ? url : undefined;
  problems.push(
    isGiven
      ? 'AUDIT_DATABASE_URL is needed with GOVERNANCE_DATABASE_URL: the gateway writes audit entries there'
      : 'AUDIT_DATABASE_URL belongs to GOVERNANCE_DATABASE_URL: set both, or neither',
  );
  return undefined;
}

function productionProblems(
  request: StartRequest,
  issuer: IssuerPlan,
  embedded: readonly StoreName[],
): readonly string[] {
  return [
    ...embedded.map(
      (store) =>
        `the embedded database of ${store} is for development: set ${environmentPrefix(store)}_DATABASE_URL`,
    ),
    ...(issuer.kind === 'embedded'
      ? ['the demonstration issuer is for development: set ISSUER_URL and JWKS_URL']
      : []),
    ...(request.chosen
      ? ['--stores is for development: production serves the committed graph, with every store']
      : []),
  ];
}

function planDatabase(
  store: StoreName,
  environment: Environment,
  problems: string[],
): DatabasePlan {
  const prefix = environmentPrefix(store);
  const url = environment[`${prefix}_DATABASE_URL`] ?? '';
  const ownerUrl = environment[`${prefix}_OWNER_DATABASE_URL`] ?? '';
  const keysUrl = planKeys(store, url !== '', environment, problems);
  if (url === '') return { kind: 'embedded' };
  check(databaseUrl, `${prefix}_DATABASE_URL`, url, problems);
  if (ownerUrl !== '') check(databaseUrl, `${prefix}_OWNER_DATABASE_URL`, ownerUrl, problems);
  return { kind: 'given', url, ownerUrl: ownerUrl === '' ? undefined : ownerUrl, keysUrl };
}

/** The key database goes with its store's own: both embedded, or both given. */
function planKeys(
  store: StoreName,
  isGiven: boolean,
  environment: Environment,
  problems: string[],
): string | undefined {
  if (!hasKeyDatabase(store)) return undefined;
  const name = `${environmentPrefix(keyDatabase)}_DATABASE_URL`;
  const url = environment[name] ?? '';
  if (url !== '') check(databaseUrl, name, url, problems);
  if (isGiven === (url !== '')) return isGiven ? url : undefined;
  const own = `${environmentPrefix(store)}_DATABASE_URL`;
  problems.push(
    isGiven
      ? `${name} is needed with ${own}: the names of subjects in the audit log are kept there`
      : `${name} belongs to ${own}: set both, or neither`,
  );
  return undefined;
}

/** Variables that describe an issuer of one's own; they go to each process as they are. */
const issuerVariables = [
  'ISSUER_URL',
  'JWKS_URL',
  'AUDIENCE',
  'TOKEN_ALGORITHMS',
  'ROLES_CLAIM',
  'TEAM_CLAIM',
  'REGION_CLAIM',
  'DEFAULT_REGION',
] as const;

function planIssuer(environment: Environment, problems: string[]): IssuerPlan {
  const given = Object.fromEntries(
    issuerVariables.flatMap((name) => {
      const value = environment[name] ?? '';
      return value === '' ? [] : [[name, value] as const];
    }),
  );
  const { ISSUER_URL: issuer, JWKS_URL: keys } = given;
  if (issuer === undefined && keys === undefined) return { kind: 'embedded' };
  if (issuer === undefined || keys === undefined) {
    problems.push('ISSUER_URL and JWKS_URL belong together: set both, or neither');
  }
  check(processUrl, 'ISSUER_URL', issuer ?? keys ?? '', problems);
  check(processUrl, 'JWKS_URL', keys ?? issuer ?? '', problems);
  return { kind: 'given', environment: given };
}

function check(schema: z.ZodType, name: string, value: string, problems: string[]): void {
  const result = schema.safeParse(value);
  if (!result.success) problems.push(`${name} ${result.error.issues[0]?.message ?? 'is wrong'}`);
}

const refusal = (mode: Mode, problems: readonly string[]): string =>
  [
    `Not started in ${mode} mode: ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}.`,
    ...problems.map((problem) => `  - ${problem}`),
  ].join('\n');
