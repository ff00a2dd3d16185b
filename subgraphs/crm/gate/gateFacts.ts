import type { CommandContext } from '../../host/definition.ts';
import type { SalesOrderLineRow, SalesOrderRow } from '../entities/order.ts';
import { documentSha256 } from '../orders/orderDocument.ts';
import type { CustomerLifecycle } from '../states.ts';
import type { Attestations } from './attestations.ts';
import { looksLikeReleased } from './duplicates.ts';
import type { GateFacts } from './gateRules.ts';

/**
 * Gathers what the gate looks at. The customer's row is locked, so that two orders of one customer
 * pass one after the other and a duplicate cannot slip through beside its twin.
 */
export async function factsOf(
  order: SalesOrderRow,
  lines: readonly SalesOrderLineRow[],
  attestations: Attestations | null,
  { db, clock }: CommandContext,
): Promise<GateFacts> {
  const [customer] = await db.query<{ lifecycle: CustomerLifecycle }>(
    'select lifecycle from customer where id = $1 for update',
    [order.customerId],
  );
  const [envelope] = await db.query<{ document_sha256: string }>(
    `select document_sha256 from signature_envelope where id = $1 and status = 'SIGNED'`,
    [order.signatureId],
  );
  return {
    now: clock.now(),
    status: order.status,
    documentSha256: documentSha256(order, lines),
    signedSha256: envelope?.document_sha256 ?? null,
    lifecycle: customer?.lifecycle ?? 'PROSPECT',
    duplicate: await looksLikeReleased(db, order),
    attestations,
  };
}
