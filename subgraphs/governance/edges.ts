import type { Edge } from '../host/edge.ts';

/** Rules, purposes and screens are read out of the policy itself: no row here meets another. */
export const edges: readonly Edge[] = [];
