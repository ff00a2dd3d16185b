import { buildSchema, parse, type GraphQLSchema } from 'graphql';
import type { SubAnswer, SubFailure } from '../../../../gateway/execute/compiled/answers.ts';
import { runProgram, type SubRequest } from '../../../../gateway/execute/compiled/execution.ts';
import { createProgram } from '../../../../gateway/execute/compiled/program.ts';
import { noMarks, type Marks } from '../../../../gateway/execute/compiled/sites.ts';
import { readStoreError } from '../../../../gateway/execute/storeSource.ts';
import type { FetchStep, OperationPlan } from '../../../../gateway/plan/plan.ts';
import type { ErrorCode } from '../../../../lib/errors/catalogue.ts';

export const schema = buildSchema(`
  enum Stage { OPEN WON }
  scalar Date
  type Query { customer: Customer owner: Customer! activities: [Activity] any: Any }
  type Customer {
    id: ID! name: String n: Int f: Float b: Boolean stage: Stage date: Date mail: String
    matrix: [[Int]] friends: [Customer!]! friend: Customer
    credit: Credit strictCredit: Credit! rows: [Row] strictRows: [Row!] must: String!
    activities: [Activity!]!
  }
  type Credit { limit: Int! note: String }
  type Row { id: ID! value: String mustValue: String! }
  interface Activity { id: ID! }
  type Call implements Activity { id: ID! outcome: String }
  type Note implements Activity { id: ID! body: String }
  union Any = Call | Note
`);

/** One sub-request for the whole of a document. */
export const rootFetch = (text: string): FetchStep => ({
  kind: 'fetch',
  subgraph: 'crm',
  operation: 'query',
  text,
  variables: [],
  parts: [{ kind: 'root', path: [], outputRewrites: [] }],
});

export interface Given {
  readonly text: string;
  /** What the sub-request asks, where it is not all of the document. */
  readonly asked?: string;
  readonly plan?: OperationPlan;
  readonly answer?: (request: SubRequest) => SubAnswer | SubFailure;
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly marks?: Partial<Marks>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly schema?: GraphQLSchema;
}

export interface Answered {
  readonly data: unknown;
  /** The text as it is written. */
  readonly text: string;
  readonly errors: readonly (readonly [path: string | undefined, code: ErrorCode])[];
  readonly withheld: Readonly<Record<string, ErrorCode>>;
}

/** The body of a store's answer; a copy, since errors are planted in it. */
export const body = (value: unknown, status = 200): SubAnswer => ({
  status,
  readAt: undefined,
  plain: false,
  body: value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown),
});

/** Compiles a document and answers it with what the store says. */
export async function answer(given: Given): Promise<Answered> {
  const graph = given.schema ?? schema;
  const asked = given.asked ?? given.text;
  const program = createProgram({
    apiSchema: graph,
    fullSchema: graph,
    document: parse(given.text),
    plan: given.plan ?? { root: rootFetch(asked) },
    marks: { ...noMarks, ...given.marks },
    objectScalars: false,
  });
  const outcome = await runProgram(program, {
    variables: given.variables ?? {},
    readError: readStoreError,
    ask: (request) =>
      Promise.resolve(given.answer?.(request) ?? body({ data: given.data, errors: given.errors })),
  });
  return {
    data: JSON.parse(outcome.data) as unknown,
    text: outcome.data,
    errors: outcome.errors.map(({ path, code }) => [path?.join('.'), code]),
    withheld: Object.fromEntries(outcome.notes),
  };
}

export const error = (code: unknown, path?: unknown): unknown => ({
  message: 'm',
  path,
  extensions: { code },
});
