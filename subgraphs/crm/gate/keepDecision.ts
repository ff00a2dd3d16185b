import type { CommandContext } from '../../host/definition.ts';
import { GateCheckRow, GateDecisionRow } from '../entities/order.ts';
import { gateRules, type GateFacts } from './gateRules.ts';

export interface DecisionToKeep {
  readonly orderId: string;
  readonly erpInstanceId: string | null;
  readonly facts: GateFacts;
}

const releaseEvents = ['order-released', 'order-committed'];

/** Keeps that the order passed, each rule with its proof, and the names of what crossed. */
export async function keepDecision(
  { orderId, erpInstanceId, facts }: DecisionToKeep,
  { manager, newId, policy }: CommandContext,
): Promise<void> {
  const id = newId();
  const crossed = releaseEvents.flatMap((event) =>
    Object.entries(policy.lock.gate[event]?.fields ?? {}).map(([member, of]) =>
      of === 'reference' ? member.replace('[]', '') : of,
    ),
  );
  await manager.insert(GateDecisionRow, {
    id,
    orderId,
    allowed: true,
    at: facts.now.toISOString(),
    erpInstanceId,
    crossedFields: [...new Set(crossed)].sort(),
  });
  await manager.insert(
    GateCheckRow,
    gateRules.map((rule) => {
      const attestation = rule.attestation?.(facts);
      return {
        id: newId(),
        decisionId: id,
        rule: rule.rule,
        passed: rule.passed(facts),
        detail: rule.detail,
        validUntil: attestation?.validUntil ?? null,
        attestation: attestation?.signed ?? null,
      };
    }),
  );
}
