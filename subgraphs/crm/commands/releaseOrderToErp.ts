import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import { expectedVersion, opaqueId, optional } from '../../host/inputs.ts';
import { findRow, lockRow } from '../../host/rows.ts';
import { transition } from '../../host/transition.ts';
import { ErpInstanceRow } from '../entities/organisation.ts';
import { SalesOrderRow, type SalesOrderLineRow } from '../entities/order.ts';
import { askFinance, type Attestations } from '../gate/attestations.ts';
import { factsOf } from '../gate/gateFacts.ts';
import { gateRules } from '../gate/gateRules.ts';
import { keepDecision } from '../gate/keepDecision.ts';
import { linesOf, takeStep } from '../orders/orderSteps.ts';
import { salesOrderTransitions } from '../states.ts';

const Input = z.strictObject({
  id: opaqueId,
  expectedVersion,
  erpInstanceId: optional(opaqueId),
});
type Input = z.output<typeof Input>;

/** The instance that takes the order: the named one, else the default one, else none. */
async function erpInstanceOf(
  { erpInstanceId }: Input,
  { manager, db }: CommandContext,
): Promise<string | null> {
  if (erpInstanceId == null) {
    const [standard] = await db.query<{ id: string }>(
      'select id from erp_instance where is_default',
    );
    return standard?.id ?? null;
  }
  const named = await findRow(manager, ErpInstanceRow, erpInstanceId);
  if (named === undefined) throw refuse('NOT_FOUND', ['erpInstanceId']);
  return named.id;
}

/** The signed demand to supply chain, the amount to finance: the members of policies/gate.yaml. */
async function handOver(
  order: SalesOrderRow,
  lines: readonly SalesOrderLineRow[],
  { emit }: CommandContext,
): Promise<void> {
  await emit('order-released', 'supply-chain', {
    orderId: order.id,
    customerId: order.customerId,
    shipToAddressId: order.shipToAddressId,
    lines: lines.map(({ id, productId, quantity, requestedDate }) => ({
      lineId: id,
      productId,
      quantity,
      requestedDate,
    })),
  });
  await emit('order-committed', 'finance', {
    orderId: order.id,
    customerId: order.customerId,
    amountMinor: order.netTotalMinor,
    currency: order.currency,
  });
}

/** Lets a signed order through the one-way gate, once each rule is met; else nothing is written. */
export const releaseOrderToErp: Command<Input, Attestations | null> = {
  results: { order: 'SalesOrder' },
  input: Input,
  ask: async (input, context) => {
    const [order] = await context.db.query<{ id: string; customer_id: string }>(
      `select id, customer_id from sales_order
        where id = $1 and version = $2 and status = 'SIGNED'`,
      [input.id, input.expectedVersion],
    );
    // Finance is not asked about an order that cannot pass anyway.
    if (order === undefined) return null;
    return askFinance(context, { id: order.id, customerId: order.customer_id });
  },
  run: async (input, context, attestations) => {
    const { manager } = context;
    const order = await lockRow(manager, SalesOrderRow, input.id, input.expectedVersion, {
      idPath: ['id'],
      versionPath: ['expectedVersion'],
    });
    const isBeforeSignature = order.status === 'DRAFT' || order.status === 'AWAITING_SIGNATURE';
    if (!isBeforeSignature) {
      transition(salesOrderTransitions, order.status, 'RELEASED_TO_ERP', ['id']);
    }
    const lines = await linesOf(manager, order.id);
    const facts = await factsOf(order, lines, attestations, context);
    const broken = gateRules.find((rule) => !rule.passed(facts));
    if (broken !== undefined) throw refuse(broken.code, ['id']);
    const erpInstanceId = await erpInstanceOf(input, context);
    await takeStep(order, 'RELEASED_TO_ERP', context);
    await keepDecision({ orderId: order.id, erpInstanceId, facts }, context);
    await handOver(order, lines, context);
    return { order: order.id };
  },
};
