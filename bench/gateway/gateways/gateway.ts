import type { BenchGraph, SubgraphUrls } from '../graphs/benchGraph.ts';
import type { LoadTarget } from '../../shared/load/load.ts';

/** All that is measured, in the order of the table; `ours` is general mode. */
export const gatewayNames = [
  'ours',
  'everythingOn',
  'released',
  'aggregator',
  'grafbase',
  'apollo',
  'hive',
  'hiveRust',
] as const;
export type GatewayName = (typeof gatewayNames)[number];

/** What a gateway is started over. */
export interface LaunchContext {
  readonly graph: BenchGraph;
  readonly urls: SubgraphUrls;
  /** The composed supergraph, in a file. */
  readonly supergraphFile: string;
  /** A folder of its own for what the gateway needs in files. */
  readonly folder: string;
  /** The folder of the bench's own package, where the other gateways are installed. */
  readonly benchFolder: string;
  readonly projectFolder: string;
  readonly port: number;
  /** Where a CPU profile goes; undefined where none is taken. */
  readonly profileFolder: string | undefined;
}

export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What it is asked, where that is not the plain operation with a new authorization each time. */
  readonly load?: Pick<LoadTarget, 'bodies' | 'authorization'>;
  /** Turns its answer into what all others answer; throws where the answer lacks what it should have. */
  readonly plainData?: (answer: unknown) => unknown;
  /** Authorization headers that may reach the stores; the caller's own unless said. */
  readonly sendsOn?: (authorization: string) => boolean;
  /** Ends what was started beside the gateway's process. */
  readonly release?: () => Promise<void>;
}

/** One product or program that is measured. */
export interface Gateway {
  readonly name: GatewayName;
  readonly title: string;
  /** True for programs that are installed from the bench's own package. */
  readonly isPeer: boolean;
  /** Whether there is something for it to do on a graph; on every one unless said. */
  readonly suits?: (graph: BenchGraph) => boolean;
  /** How it is started. Throws, with the reason, where it can't run on this machine. */
  readonly launch: (context: LaunchContext) => Promise<Launch> | Launch;
}
