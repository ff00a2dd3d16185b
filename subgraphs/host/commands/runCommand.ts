import type { z } from 'zod';
import { AppError } from '../../../lib/errors/appError.ts';
import { catalogue, type ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { CommandClaims } from '../audit/commandEntry.ts';
import type { StoreAudit } from '../audit/storeAudit.ts';
import type { Identity } from '../between/exchange.ts';
import { databaseOf, sqlState, type StoreDatabase } from '../database.ts';
import {
  Refusal,
  type AskContext,
  type Command,
  type Database,
  type PolicyInForce,
  type StoreCaller,
} from '../definition.ts';
import type { BoundTypes } from '../graph/boundTypes.ts';
import type { Reads } from '../read/reads.ts';
import type { Vault } from '../vault/vault.ts';
import { createCommandContext } from './commandContext.ts';
import { redactInputs } from './freeTextInputs.ts';
import {
  firstResult,
  keepResult,
  keyUseOf,
  takeKey,
  type KeyUse,
  type ResultIds,
} from './idempotency.ts';

export interface CommandRun {
  readonly name: string;
  readonly command: Command<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly database: StoreDatabase;
  readonly types: BoundTypes;
  readonly caller: StoreCaller;
  readonly policy: PolicyInForce;
  readonly identity: Identity;
  readonly vault: Vault | undefined;
  readonly keySecret: Uint8Array;
  /** Of the token by which the command is run. */
  readonly claims: CommandClaims;
  readonly audit: Pick<StoreAudit, 'commandDone'>;
  readonly call: AskContext['call'];
  /** Reads that begin after the command has committed. */
  readonly readsAfter: () => Reads;
}

interface PublicProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: readonly string[];
}

const problem = (code: ErrorCode, path: readonly string[]): PublicProblem => ({
  code,
  message: catalogue[code].en,
  path,
});

/**
 * Runs a command and shapes its payload: its results by ordinary reads, with a notice for each free
 * text that something was taken out of, or the reasons of a refusal.
 */
export async function runCommand(run: CommandRun): Promise<object> {
  const { args, paths } = redactInputs(run.policy.lock, run.name, run.args);
  const parsed = run.command.input.safeParse(args);
  if (!parsed.success) return refused(run, problemsOf(parsed.error));
  try {
    const ids = await resultIds(run, parsed.data);
    const notices = paths.map((path) => problem('TEXT_REDACTED', path));
    return { ...(await resultRows(run, ids)), errors: notices };
  } catch (error) {
    const expected = expectedProblem(error);
    if (expected === undefined) throw error;
    return refused(run, [expected]);
  }
}

const refused = (run: CommandRun, errors: readonly PublicProblem[]): object => ({
  ...Object.fromEntries(Object.keys(run.command.results).map((member) => [member, null])),
  errors,
});

const problemsMax = 20;

/** One problem a path: that several rules are broken there says no more. */
function problemsOf(error: z.ZodError): readonly PublicProblem[] {
  const paths = new Map(
    error.issues.map(({ path }) => [path.map(String).join('.'), path.map(String)]),
  );
  return [...paths.values()].slice(0, problemsMax).map((path) => problem('INVALID_INPUT', path));
}

/** This store's own failures are no answer of a command: they stand in the operation's errors. */
const ownFailures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'STORE_UNAVAILABLE',
  'STORE_TIMEOUT',
]);

/** Refusals, and failures that the catalogue lets stand beside data. */
function expectedProblem(error: unknown): PublicProblem | undefined {
  if (error instanceof Refusal) return problem(error.code, error.path);
  if (!(error instanceof AppError) || ownFailures.has(error.code)) return undefined;
  return error.status === 200 ? problem(error.code, []) : undefined;
}

async function resultIds(run: CommandRun, input: unknown): Promise<ResultIds> {
  const use = keyUseOf(run.name, run.args, run.keySecret);
  const first = use === undefined ? undefined : await firstResult(run.database, use);
  if (first !== undefined) return first;
  const { command, database, caller, identity, call } = run;
  const { clock } = identity;
  const answers = await command.ask?.(input, { db: database, caller, clock, call });
  return retrying(() => transact(run, input, answers, use));
}

function transact(
  run: CommandRun,
  input: unknown,
  answers: unknown,
  use: KeyUse | undefined,
): Promise<ResultIds> {
  const { database, command, identity } = run;
  return database.transaction(async (manager) => {
    const db = databaseOf(manager);
    if (use !== undefined && !(await takeKey(db, use, identity.clock.now()))) {
      return (await firstResult(db, use)) ?? {};
    }
    const ids = await command.run(input, createCommandContext({ ...run, manager }), answers);
    if (use !== undefined) await keepResult(db, use, ids);
    await writeEntry(run, db, input, ids);
    return ids;
  });
}

/** Refused commands never come here, and a replay has written its entry when it first ran. */
function writeEntry(run: CommandRun, db: Database, input: unknown, ids: ResultIds): Promise<void> {
  const { command, name, claims, types } = run;
  const results = Object.entries(command.results).flatMap(([member, result]) => {
    const key = ids[member] ?? null;
    const type = types.get(result);
    return key === null || type === undefined ? [] : [{ type, key }];
  });
  const type = command.entryType?.(input) ?? 'command';
  return run.audit.commandDone(db, { type, command: name, claims, results });
}

const attemptsMax = 3;
/** Serialization failure and deadlock: PostgreSQL rolled back one of two, which may simply try again. */
const transient = new Set(['40001', '40P01']);

async function retrying<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attemptsMax || !transient.has(sqlState(error) ?? '')) throw error;
    }
  }
}

async function resultRows(run: CommandRun, ids: ResultIds): Promise<object> {
  const reads = run.readsAfter();
  const members = await Promise.all(
    Object.entries(run.command.results).map(async ([member, name]) => {
      const id = ids[member] ?? null;
      const type = run.types.get(name);
      if (id === null || type === undefined) return [member, null] as const;
      const row = await (type.row === undefined
        ? reads.contribution(type, id)
        : reads.row(type, id));
      return [member, row] as const;
    }),
  );
  return Object.fromEntries(members);
}
