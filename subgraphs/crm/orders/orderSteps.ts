import type { EntityManager } from 'typeorm';
import type { CommandContext } from '../../host/definition.ts';
import { findRows, lockRow } from '../../host/rows.ts';
import { transition } from '../../host/transition.ts';
import { SalesOrderLineRow, SalesOrderRow, SalesOrderStatusChangeRow } from '../entities/order.ts';
import { salesOrderTransitions, type SalesOrderStatus } from '../states.ts';

export interface OrderStep {
  readonly id: string;
  readonly expectedVersion: number;
  readonly to: SalesOrderStatus;
}

/** Locks an order for a step that its state allows; refuses NOT_FOUND, CONFLICT, INVALID_TRANSITION. */
export async function lockForStep(manager: EntityManager, step: OrderStep): Promise<SalesOrderRow> {
  const order = await lockRow(manager, SalesOrderRow, step.id, step.expectedVersion, {
    idPath: ['id'],
    versionPath: ['expectedVersion'],
  });
  transition(salesOrderTransitions, order.status, step.to, ['id']);
  return order;
}

export const linesOf = (manager: EntityManager, orderId: string): Promise<SalesOrderLineRow[]> =>
  findRows(manager, SalesOrderLineRow, 't.order_id = $1 order by t.line_number', [orderId]);

/** Writes the step into the order and its history. `changes` are columns that the step sets. */
export async function takeStep(
  order: SalesOrderRow,
  to: SalesOrderStatus,
  context: CommandContext,
  changes: Readonly<Partial<SalesOrderRow>> = {},
): Promise<void> {
  const { manager } = context;
  await manager.update(
    SalesOrderRow,
    { id: order.id },
    { ...changes, status: to, version: order.version + 1 },
  );
  await recordStatus(order.id, order.status, to, context);
}

export async function recordStatus(
  orderId: string,
  from: SalesOrderStatus | null,
  to: SalesOrderStatus,
  { manager, clock, caller, newId }: CommandContext,
): Promise<void> {
  await manager.insert(SalesOrderStatusChangeRow, {
    id: newId(),
    orderId,
    fromStatus: from,
    toStatus: to,
    at: clock.now().toISOString(),
    byUserId: caller.actor,
    reason: null,
  });
}
