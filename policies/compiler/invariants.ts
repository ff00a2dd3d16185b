import type { InvariantCheck } from './context.ts';
import { basis } from './invariants/basis.ts';
import { claim } from './invariants/claim.ts';
import { columnTruth } from './invariants/columnTruth.ts';
import { readingFlow } from './invariants/informationFlow.ts';
import { noBasis } from './invariants/noBasis.ts';
import { nullable } from './invariants/nullable.ts';
import { profile } from './invariants/profile.ts';
import { guardedResolvers, resolverTruth } from './invariants/resolverTruth.ts';
import { retention } from './invariants/retention.ts';
import { says } from './invariants/says.ts';
import { screenReach } from './invariants/screenReach.ts';
import { sealing } from './invariants/sealing.ts';
import { selectionFlow } from './invariants/selectionFlow.ts';
import { subjectPath } from './invariants/subjectPath.ts';
import { total } from './invariants/total.ts';
import { unique } from './invariants/unique.ts';
import { vocabulary } from './invariants/vocabulary.ts';
import { wrappers } from './invariants/wrappers.ts';

/** Every invariant of the map (policy.md, section 2) that the compiler holds, in their order. */
export const invariants: readonly InvariantCheck[] = [
  says,
  total, // I1
  unique, // I2
  ({ index }) => resolverTruth(index.federation), // I3
  guardedResolvers, // I3
  columnTruth, // I4
  sealing, // I4
  vocabulary, // I5
  basis, // I6
  readingFlow, // I7
  selectionFlow, // I7
  nullable, // I8
  subjectPath, // I10
  retention, // I11
  screenReach, // I12
  noBasis, // I12
  claim, // I13
  wrappers, // I13
  profile, // I16
];
