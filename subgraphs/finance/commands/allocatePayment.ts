import { z } from 'zod';
import { refuse, type Command } from '../../host/definition.ts';
import { lockRow } from '../../host/rows.ts';
import { allocate } from '../allocate.ts';
import { PaymentRow } from '../entities/payment.ts';
import { allocations, expectedVersion, opaqueId } from './inputs.ts';

const Input = z.strictObject({ id: opaqueId, expectedVersion, allocations });

/** Sets money that came in against invoices. */
export const allocatePayment: Command<z.output<typeof Input>> = {
  results: { payment: 'Payment' },
  input: Input,
  run: async (input, context) => {
    const payment = await lockRow(context.manager, PaymentRow, input.id, input.expectedVersion, {
      idPath: ['id'],
      versionPath: ['expectedVersion'],
    });
    const settlesInvoices =
      payment.direction === 'INBOUND' &&
      payment.status === 'SETTLED' &&
      payment.customerId !== null;
    if (!settlesInvoices) throw refuse('INVALID_TRANSITION', ['id']);
    await allocate(payment, input.allocations, context);
    await context.db.query('update payment set version = version + 1 where id = $1', [payment.id]);
    return { payment: payment.id };
  },
};
