import { buildSchema, parse } from 'graphql';
import type { AnswerTemplate } from '../../../gateway/answer/compiledAnswer.ts';
import { project, type Projection } from '../../../gateway/answer/project.ts';
import type { Execution } from '../../../gateway/execute/executor.ts';

const schema = buildSchema(`
  type Query { customer: Customer owner: Customer! }
  type Customer {
    id: ID! name: String mail: String credit: Credit strictCredit: Credit!
    rows: [Row] strictRows: [Row!] must: String!
    activities: [Activity!]!
  }
  type Credit { limit: Int! note: String }
  type Row { id: ID! value: String mustValue: String! }
  interface Activity { id: ID! }
  type Call implements Activity { id: ID! outcome: String }
  type Note implements Activity { id: ID! body: String }
`);

const template = (given: Partial<AnswerTemplate>): AnswerTemplate => ({
  withheld: [],
  denied: new Set(),
  filteredLists: new Set(),
  filteredEdges: new Set(),
  conditional: new Set(),
  party: new Set(),
  sources: [],
  ...given,
});

/** What the stores answered, and what is known of the document. */
export interface Case {
  readonly text: string;
  readonly data?: Execution['data'];
  readonly answered?: readonly string[];
  readonly failed?: Readonly<Record<string, 'STORE_UNAVAILABLE' | 'STORE_TIMEOUT'>>;
  readonly errors?: Execution['errors'];
  readonly template?: Partial<AnswerTemplate>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Projects a document over what the stores answered. */
export const run = (given: Case): Projection =>
  project({
    schema,
    document: parse(given.text),
    variables: given.variables ?? {},
    template: template(given.template ?? {}),
    execution: {
      data: given.data ?? {},
      answered: new Map(
        (given.answered ?? []).map((path) => [path, { store: 'crm', readAt: undefined }]),
      ),
      failed: new Map(Object.entries(given.failed ?? {})),
      errors: given.errors ?? [],
    },
  });

export const denied = (path: string, coordinate: string): Partial<AnswerTemplate> => ({
  withheld: [{ path, coordinate, code: 'NOT_PERMITTED' }],
  denied: new Set([path]),
});
