import type { LoadTarget } from '../../shared/load/load.ts';
import type { BenchScreen, Variables } from '../screens/benchScreen.ts';

/** Who is measured, in the order of the tables. */
export const contenderNames = ['referent', 'apollo', 'handWritten'] as const;
export type ContenderName = (typeof contenderNames)[number];

/** CPU time in milliseconds, by where it was spent. */
export interface CpuMs {
  /** The gateway; of a service without one, all of it. */
  readonly gateway: number;
  /** The stores' processes, or the subgraphs'. */
  readonly stores: number;
  /** Every backend of the cluster. */
  readonly postgresql: number;
  /** What runs beside: the supervisor, which writes the logs, and the issuer. */
  readonly other: number;
}

export type Asking = Pick<LoadTarget, 'port' | 'path' | 'bodies' | 'authorization'>;

/** Something that runs and answers screens. */
export interface Contender {
  readonly name: ContenderName;
  readonly title: string;
  readonly asking: (screen: BenchScreen, variables: readonly Variables[]) => Promise<Asking>;
  /** What it answered, as the policy would have it. */
  readonly allowedData: (screen: BenchScreen, data: unknown) => unknown;
  /** What it has used since it started, without PostgreSQL. */
  readonly used: () => Omit<CpuMs, 'postgresql'>;
  /** The most memory that its processes held, added up, in bytes. */
  readonly peakBytes: () => number;
  readonly lastWords: () => string;
  readonly stop: () => Promise<void>;
}
