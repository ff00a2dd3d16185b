/** Governance changes the policy; stores reach the policy map through the host alone. */
export { apiSchemaOf } from '../../policies/apiSchema.ts';
export { coordinatesOf } from '../../policies/coordinates.ts';
export { policyDiff, type PolicyDiff } from '../../policies/diff/policyDiff.ts';
export { parsePolicyLock } from '../../policies/readLock.ts';
export { parseScreen } from '../../policies/screen.ts';
