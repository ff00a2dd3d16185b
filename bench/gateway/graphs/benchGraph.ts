import { composeServices } from '@apollo/composition';
import type { GraphQLScalarType } from 'graphql';
import { parse } from 'graphql';
import type { StoreName } from '../../../lib/storeName.ts';

export const workloads = ['nested', 'screen'] as const;
export type Workload = (typeof workloads)[number];

type Resolver = (parent: never, args: never) => unknown;

/** Resolvers of one stand-in, as `@apollo/subgraph` takes them. */
export type Resolvers = Readonly<
  Record<string, GraphQLScalarType | Readonly<Record<string, Resolver>>>
>;

/** One store of a benchmark graph, as a stand-in answers it. */
export interface BenchSubgraph {
  readonly sdl: string;
  readonly resolvers: Resolvers;
  /** Which of the product's stores plays it where policy is on: their names are a closed list. */
  readonly store: StoreName;
}

/** A graph, the operation that is measured on it, and what policy makes of both. */
export interface BenchGraph {
  readonly workload: Workload;
  readonly subgraphs: Readonly<Record<string, BenchSubgraph>>;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly policy: BenchPolicy;
  /** The same where what is shown belongs to persons and parties: its release is an entry of the log. */
  readonly personalPolicy?: BenchPolicy;
}

/** The same operation as a screen that asks for one field more, which its purpose may not read. */
export interface BenchPolicy {
  /** YAML texts by file name, for the policy compiler. */
  readonly files: Readonly<Record<string, string>>;
  readonly screen: string;
  readonly roles: readonly string[];
  /** The response key that is withheld wherever it stands. */
  readonly withheldKey: string;
}

/** Where each subgraph of a graph listens: its name in the graph → URL of its GraphQL endpoint. */
export type SubgraphUrls = Readonly<Record<string, string>>;

/** Composes the supergraph; `nameOf` gives each subgraph the name under which it is planned. */
export function composeBenchGraph(
  graph: BenchGraph,
  urls: SubgraphUrls,
  nameOf: (name: string, subgraph: BenchSubgraph) => string = (name) => name,
): string {
  const services = Object.entries(graph.subgraphs).map(([name, subgraph]) => ({
    name: nameOf(name, subgraph),
    typeDefs: parse(subgraph.sdl),
    url: urls[name] ?? '',
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error(errors.map(({ message }) => message).join('\n'));
}
