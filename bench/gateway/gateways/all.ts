import { aggregator } from './aggregator.ts';
import { everythingOn, released } from './everythingOn.ts';
import type { Gateway } from './gateway.ts';
import { ours } from './ours.ts';
import { apollo, grafbase, hive, hiveRust } from './peers.ts';

export const allGateways: readonly Gateway[] = [
  ours,
  everythingOn,
  released,
  aggregator,
  grafbase,
  apollo,
  hive,
  hiveRust,
];
