/** Governance changes and restricts the policy; stores reach the policy map through the host alone. */
export { apiSchemaOf } from '../../policies/apiSchema.ts';
export { coordinatesOf } from '../../policies/coordinates.ts';
export { decideField } from '../../policies/decide.ts';
export { policyDiff, type PolicyDiff } from '../../policies/diff/policyDiff.ts';
export {
  applyingTo,
  covers,
  reachesPersons,
  scopeSentence,
  unknownWords,
} from '../../policies/lockdown.ts';
export { parsePolicyLock } from '../../policies/readLock.ts';
export { parseScreen, type Screen } from '../../policies/screen.ts';
export { askedByTexts } from '../../policies/replay/askedByTexts.ts';
export { replay } from '../../policies/replay/replay.ts';
