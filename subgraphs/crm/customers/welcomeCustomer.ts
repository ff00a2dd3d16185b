import type { CommandContext } from '../../host/definition.ts';
import type { SalesOrderRow } from '../entities/order.ts';
import { partyKindOf, type CustomerKind } from '../partyKind.ts';

/**
 * With its first signed order a prospect becomes a customer: finance is asked for an account, and
 * supply chain learns its kind. Nothing else of it crosses.
 */
export async function welcomeCustomer(
  order: Pick<SalesOrderRow, 'customerId' | 'currency'>,
  { db, clock, emit }: CommandContext,
): Promise<void> {
  const [welcomed] = await db.query<{ kind: CustomerKind; country_code: string }>(
    `update customer c
        set lifecycle = 'ACTIVE', version = c.version + 1, updated_at = $2
       from territory t
      where c.id = $1 and c.lifecycle = 'PROSPECT' and t.id = c.territory_id
      returning c.kind, t.country_code`,
    [order.customerId, clock.now().toISOString()],
  );
  if (welcomed === undefined) return;
  const partyKind = partyKindOf[welcomed.kind];
  await emit('account-requested', 'finance', {
    customerId: order.customerId,
    partyKind,
    currency: order.currency,
    country: welcomed.country_code,
  });
  await emit('customer-known', 'supply-chain', { customerId: order.customerId, partyKind });
}
