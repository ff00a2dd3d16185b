/** Governance shows the policy in words; stores reach the policy map through the host alone. */
export { eraseRuleWords, fieldSentence, sourceWords } from '../../policies/sentence.ts';
