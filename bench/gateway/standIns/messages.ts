import type { Workload } from '../graphs/benchGraph.ts';

/** What the bench's process and the one of the stand-ins say to each other. */
export interface StandInUrls {
  readonly kind: 'listening';
  /** Graph → subgraph → URL. */
  readonly urls: Readonly<Record<Workload, Readonly<Record<string, string>>>>;
}

export interface StandInCounts {
  readonly kind: 'counts';
  readonly requests: number;
  readonly authorizations: readonly string[];
}

export type FromStandIns = StandInUrls | StandInCounts;

/** Asks for the counts since the last time, and begins anew. */
export interface ToStandIns {
  readonly kind: 'count';
}
