import type { EntityManager, MigrationInterface } from 'typeorm';
import type { z } from 'zod';
import type { ReadFile } from '../../audit/tree/tiles.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { Log } from '../../lib/log.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { Coordinate, PolicyLock } from '../../policies/lock.ts';
import type { Beside, BesideContext } from './beside.ts';
import type { Edge } from './edge.ts';
import type { Vault, VaultDefinition } from './vault/vault.ts';

/** A TypeORM row class: columns with explicit type and name, no relations. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a constructor of any row
export type RowClass<Row extends object = object> = new (...args: any[]) => Row;

/** How a type of the graph sits in this store's tables. */
export interface TypeBinding {
  /** The row class that answers it; absent where this store only contributes fields to a key. */
  readonly row?: RowClass;
  /** Property of the row that holds the key; `id` unless said. */
  readonly key?: string;
  /**
   * SQL over the alias `t` that yields the customer id whose row this is; needed on each type of
   * class `party`. For a contribution without a row, `t.id` is the key.
   */
  readonly party?: string;
  /** SQL over `t` for whose values a row holds, where it is not the party alone; for personal types. */
  readonly subject?: SubjectBinding;
}

export interface SubjectBinding {
  /** The person's id; null where the store knows none. */
  readonly person?: string;
  /** The customer's id, where the type is no party of its own. */
  readonly customer?: string;
}

/** A computed object that is about the entity whose key one of its properties holds. */
export interface PartBinding {
  /** A type of this store. */
  readonly of: string;
  readonly key: string;
}

/** Runs SQL on this store's own database; rows come back with the column names of the statement. */
export interface Database {
  readonly query: <Row extends object>(
    sql: string,
    parameters?: readonly unknown[],
  ) => Promise<Row[]>;
}

/** The published policy that this process decides by, and its number in the installation's lock. */
export interface PolicyInForce {
  readonly lock: PolicyLock;
  readonly epoch: number;
  /** Number of the newest lockdown that this process knows; none yet where it is absent. */
  readonly lockVersion?: () => number;
}

/** Who asks this store, taken from the verified purpose token. */
export interface StoreCaller {
  readonly actor: string;
  readonly roles: readonly string[];
  readonly team: string | undefined;
  readonly region: string;
  readonly purpose: string;
}

/** A batched read: one statement for all keys that one request asks with equal arguments. */
export interface BatchLoader<Key, Args, Value> {
  readonly name: string;
  /** Values in the order of the keys. */
  readonly load: (read: ReadContext, keys: readonly Key[], args: Args) => Promise<readonly Value[]>;
}

/** What the audit log's own fields ask of the store's side of it. */
export interface AuditReads {
  readonly store: StoreName;
  /** The references that the store's receipts have given to subjects (`person <id>`), sorted. */
  readonly referencesOf: (subjects: readonly string[]) => Promise<readonly string[]>;
  /** A file of the log that this process keeps; undefined where it keeps none. */
  readonly logFile?: ReadFile | undefined;
  /** Writes an `admin.read` entry; what was read may be told when it is written, and not before. */
  readonly wasRead: (
    action: AuditReading,
    subjects: readonly { readonly store: string; readonly refs: readonly string[] }[],
  ) => Promise<void>;
}

/** What of the audit log is about a person, and therefore told only with an entry of its own. */
export type AuditReading = 'references.read' | 'history.read';

/** What a computed field and a loader may use. One a sub-request. */
export interface ReadContext {
  readonly db: Database;
  readonly caller: StoreCaller;
  readonly clock: Clock;
  readonly policy: PolicyInForce;
  readonly audit: AuditReads;
  /**
   * SQL that is true for rows which this purpose may see: `true`, or an exists() over `party_kind`
   * for the customer id that `customerId` (SQL) yields. Every statement over party rows has it.
   */
  readonly visible: (type: string, customerId: string) => string;
  /**
   * SQL for whose values stand below the entity of another store whose key `key` (SQL) yields: to be
   * noted with the object that is made of it, by `keepSubject`, so that nobody has to ask again.
   */
  readonly subject: (type: string, key: string) => string;
  readonly load: <Key extends string, Args, Value>(
    loader: BatchLoader<Key, Args, Value>,
    key: Key,
    args: Args,
  ) => Promise<Value>;
  /** The row of a bound type by its key, or null where there is none or it may not be seen. */
  readonly row: (type: string, key: string) => Promise<object | null>;
  /** Of a store that keeps values sealed. Rows that the host reads are open already. */
  readonly vault?: Vault | undefined;
}

/** What the SQL of a value of a row may use. */
export interface RowValueContext<Args> extends Pick<
  ReadContext,
  'caller' | 'clock' | 'policy' | 'visible'
> {
  readonly args: Args;
  /** Adds a parameter of a PostgreSQL type; answers its place. */
  readonly add: (value: unknown, type: string) => string;
}

/** SQL over the row's alias `t`; the join must keep the row, whatever it finds. */
export interface RowValueSql<Value extends object> {
  readonly select: Readonly<Record<keyof Value, string>>;
  readonly join?: string;
}

/**
 * A computed value of a bound row. The statement that reads the row brings it along where a field
 * that shows it is asked for; a row that came without it gets it by one statement a batch.
 */
export interface RowValue<Value extends object, Args = undefined> {
  readonly name: string;
  readonly columns: readonly (keyof Value & string)[];
  readonly sql: (context: RowValueContext<Args>) => RowValueSql<Value>;
}

/** A field that shows a value of its row. */
export interface RowValueField {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each value has its own columns
  readonly value: RowValue<any, any>;
  /** The properties of the row that `show` looks at. */
  readonly uses: readonly string[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each field states its own row
  readonly show: (row: any, value: any, read: ReadContext) => unknown;
}

/** The value's arguments are the field's. */
export const fromRow = <Row extends object, Value extends object, Args>(
  value: RowValue<Value, Args>,
  show: (row: Row, value: Value, read: ReadContext) => unknown,
  uses: readonly (keyof Row & string)[] = [],
): RowValueField => ({ value, show, uses });

/** `selected` has the names of the fields that are selected below. */
export type ComputedField = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each field states its own parent
  parent: any,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- and its own arguments
  args: any,
  read: ReadContext,
  selected: ReadonlySet<string>,
) => unknown;

/** A computed field that looks at these properties of its row alone, so that no other is read for it. */
export interface UsingField {
  readonly uses: readonly string[];
  readonly compute: ComputedField;
}

export const using = <Row extends object>(
  uses: readonly (keyof Row & string)[],
  compute: (row: Row, args: object, read: ReadContext) => unknown,
): UsingField => ({ uses, compute });

/** Only what is truly computed: plain columns and edges need no resolver. */
export type ComputedResolvers = Readonly<
  Record<string, Readonly<Record<string, ComputedField | UsingField | RowValueField>>>
>;

export interface CommandContext {
  /** Inside the command's transaction. */
  readonly manager: EntityManager;
  readonly db: Database;
  readonly caller: StoreCaller;
  readonly clock: Clock;
  readonly policy: PolicyInForce;
  /** A new opaque id (UUID). */
  readonly newId: () => string;
  /** Writes an outbox row in the same transaction; the payload's members must be those of policies/gate.yaml. */
  readonly emit: (event: string, to: StoreName, payload: object) => Promise<void>;
  /** Of a store that keeps values sealed. */
  readonly vault?: Vault | undefined;
}

/** The answer of another store, and the signed text that proves it (body and JWS), for keeping. */
export interface SignedAnswer {
  readonly answer: unknown;
  readonly signed: string;
}

/** Before the transaction: questions to other stores. Each call is signed and has a deadline. */
export interface AskContext {
  readonly db: Database;
  readonly caller: StoreCaller;
  readonly clock: Clock;
  /** Throws `PEER_UNAVAILABLE` where the store does not answer. */
  readonly call: (name: string, to: StoreName, payload: object) => Promise<SignedAnswer>;
}

/** A command: guard, change, outbox row, in one transaction. */
export interface Command<Input, Answers = undefined> {
  /** Payload member → type of the graph, for example `{ order: 'SalesOrder' }`. */
  readonly results: Readonly<Record<string, string>>;
  /** Parses the mutation's arguments; each problem becomes `INVALID_INPUT` at its path. */
  readonly input: z.ZodType<Input>;
  /** Of its entry in the audit log; `command` unless said. */
  readonly entryType?: (input: Input) => `consent.${string}`;
  readonly ask?: (input: Input, context: AskContext) => Promise<Answers>;
  /** Returns the key of each result. Refuses by throwing `refuse(…)`; then nothing is written. */
  readonly run: (
    input: Input,
    context: CommandContext,
    answers: Answers,
  ) => Promise<Readonly<Record<string, string | null>>>;
}

/** An expected refusal of a command: stands in the payload's `errors`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;
  readonly path: readonly string[];

  constructor(code: ErrorCode, path: readonly string[]) {
    super(code);
    this.code = code;
    this.path = path;
  }
}

export const refuse = (code: ErrorCode, path: readonly string[]): Refusal =>
  new Refusal(code, path);

export interface ReceivedEvent {
  readonly id: string;
  readonly from: StoreName;
  readonly payload: unknown;
}

/** The effect of an event, once: it runs in the transaction that writes the inbox row. */
export type EventHandler = (event: ReceivedEvent, context: CommandContext) => Promise<void>;

/** The answer to a signed call of another store. It parses its own payload, as it parses an event's. */
export type CallHandler = (
  payload: unknown,
  context: CommandContext,
  from: StoreName,
) => Promise<object>;

/** All that the host needs to run one store. */
export interface StoreDefinition {
  readonly name: StoreName;
  readonly types: Readonly<Record<string, TypeBinding>>;
  /** Computed types whose objects say whom they are about; others belong to the object above them. */
  readonly parts?: Readonly<Record<string, PartBinding>>;
  /** Fields whose resolver notes with their object whose values they are: nobody asks before it. */
  readonly tells?: ReadonlySet<Coordinate>;
  /** Row classes that answer no type of the graph. */
  readonly otherRows: readonly RowClass[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly edges: readonly Edge[];
  readonly resolvers: ComputedResolvers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- inputs differ a command
  readonly commands: Readonly<Record<string, Command<any, any>>>;
  readonly receives: Readonly<Record<string, EventHandler>>;
  readonly answers: Readonly<Record<string, CallHandler>>;
  /** Of a store that keeps values sealed. */
  readonly vault?: VaultDefinition;
  /** What this store alone does beside answering. */
  readonly beside?: (context: BesideContext) => Beside;
  /** Runs when the store has come up, for example to adopt a published policy. */
  readonly onReady?: (context: {
    readonly db: Database;
    readonly log: Log;
    readonly clock: Clock;
    readonly policy: PolicyInForce;
  }) => Promise<void>;
}
