import { aggregator } from './aggregator.ts';
import { everythingOn } from './everythingOn.ts';
import type { Gateway } from './gateway.ts';
import { ours } from './ours.ts';
import { apollo, grafbase, hive, hiveRust } from './peers.ts';

export const allGateways: readonly Gateway[] = [
  ours,
  everythingOn,
  aggregator,
  grafbase,
  apollo,
  hive,
  hiveRust,
];
