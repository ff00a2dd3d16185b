import { decideField } from '../../../policies/decide.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { fieldSentence } from '../../../policies/sentence.ts';
import type { LoggedEntry } from '../readLog.ts';

export interface TracedField {
  readonly field: string;
  readonly form: string;
  /** What the policy of the time says: the decision, made again, and the rule in words. */
  readonly decision: string;
  readonly rule: string | null;
}

/** One access, traced to the rules that allowed it and to who put them into force. */
export interface TracedAccess {
  readonly seq: number;
  readonly entryId: string;
  readonly at: string;
  readonly screen: string;
  readonly purpose: string;
  readonly basis: string;
  readonly roles: readonly string[];
  readonly region: string;
  readonly policy: string;
  readonly policyVersion: number;
  /** Null where the log lacks that policy. */
  readonly says: string | null;
  readonly fields: readonly TracedField[];
  /** Signer of the installation lock that put the policy into force. */
  readonly activatedBy: string | null;
  readonly proof: string;
}

export interface TraceSources {
  readonly policy: (hash: string) => PolicyLock | undefined;
  readonly signerOf: (epoch: number) => string | undefined;
}

interface ReleaseDecision {
  readonly screen: string;
  readonly purpose: string;
  readonly basis: string;
  readonly roles: readonly string[];
  readonly region: string;
  readonly lock: string;
  readonly epoch: number;
  readonly forms: Readonly<Record<string, readonly string[]>>;
}

export function traced({ header, body }: LoggedEntry, sources: TraceSources): TracedAccess {
  const decision = body.decision as unknown as ReleaseDecision;
  const { screen, purpose, basis, roles, region, lock: hash, epoch, forms } = decision;
  const policy = sources.policy(hash);
  const terms = policy?.purposes[purpose];
  return {
    ...{ seq: header.seq, entryId: header.entryId, at: header.at },
    ...{ screen, purpose, basis, roles, region, policy: hash, policyVersion: epoch },
    says:
      terms === undefined
        ? null
        : `${purpose} (${terms.is}) rests on ${terms.legalBasis}, for ${terms.roles.join(', ')}.`,
    fields: Object.entries(forms).flatMap(([form, fields]) =>
      fields.map((field) => tracedField(decision, field, form, policy)),
    ),
    activatedBy: sources.signerOf(epoch) ?? null,
    proof: `proofs/${String(header.seq)}.tlog-proof`,
  };
}

function tracedField(
  { purpose, roles, region }: ReleaseDecision,
  field: string,
  form: string,
  policy: PolicyLock | undefined,
): TracedField {
  if (policy === undefined) return { field, form, decision: 'NO_POLICY', rule: null };
  const decided = decideField(policy, { coordinate: field, purpose, roles, region });
  return {
    ...{ field, form },
    decision: decided.effect === 'allow' ? `allowed as ${decided.form}` : decided.reason,
    rule: fieldSentence(policy, field) ?? null,
  };
}
