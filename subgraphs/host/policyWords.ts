/** Governance shows the policy in words; stores reach the policy map through the host alone. */
export { eraseRuleWords, fieldSentence, sourceWords } from '../../policies/sentence.ts';
export type { ObservedUse } from '../../policies/processing/observedUse.ts';
export { processingRecord } from '../../policies/processing/processingRecord.ts';
