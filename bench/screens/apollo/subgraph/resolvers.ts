import { Kind, type GraphQLResolveInfo } from 'graphql';
import { moneyOf, type MoneyValue } from '../../../../subgraphs/host/money.ts';
import { cursorOf } from '../../../../subgraphs/host/read/connection.ts';
import type { RowReads } from './rowReads.ts';

export interface SubgraphContext {
  readonly reads: RowReads;
}

/** A resolver as graphql-js calls it. */
export type Resolve = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each field states its own parent
  parent: any,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- and its own arguments
  args: any,
  context: SubgraphContext,
  info: GraphQLResolveInfo,
) => unknown;

/** The fields that are selected below; Apollo Gateway writes them without fragments. */
export const selectedNames = ({ fieldNodes }: GraphQLResolveInfo): ReadonlySet<string> =>
  new Set(
    fieldNodes
      .flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
      .flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : [])),
  );

export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolve>>>>;

/** How an entity is found by its key; without an entry the key alone is known of it. */
export type References = Readonly<
  Record<string, (reference: { readonly id: string }, context: SubgraphContext) => unknown>
>;

export interface Subgraph {
  readonly resolvers: Resolvers;
  readonly references: References;
}

/** An entity that another subgraph answers, by its key. */
export const pointer =
  (typeName: string, property: string): Resolve =>
  (parent: Readonly<Record<string, string | null>>) => {
    const id = parent[property] ?? null;
    return id === null ? null : { __typename: typeName, id };
  };

/** `Money` from two properties of a row. */
export const money =
  (amount: string): Resolve =>
  (parent: Readonly<Record<string, string | null>>): MoneyValue | null => {
    const { [amount]: minorUnits, currency } = parent;
    return minorUnits == null || currency == null ? null : moneyOf(minorUnits, currency);
  };

interface Identified {
  readonly id: string;
}

export interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: Identified }[];
  readonly pageInfo: object;
}

/** A Relay connection from up to one row more than the page has. */
export function connectionOf(rows: readonly Identified[], first: number): Connection {
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(node.id), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
