import { z } from 'zod';
import { refuse, Refusal, type Command } from '../../host/definition.ts';
import { findRow, lockRow } from '../../host/rows.ts';
import { transition } from '../../host/transition.ts';
import { dueDateOf } from '../billing/dueDate.ts';
import { today } from '../day.ts';
import { InvoiceRow } from '../entities/invoice.ts';
import { PaymentTermsRow } from '../entities/masterData.ts';
import { invoiceTransitions } from '../states.ts';
import { expectedVersion, opaqueId } from './inputs.ts';

const Input = z.strictObject({ id: opaqueId, expectedVersion });
type Input = z.output<typeof Input>;

/** policies/gate.yaml: freeze-billing-party. */
const Snapshot = z.object({ snapshotId: opaqueId });

/** Numbers a draft and makes it final. The billed party's words are frozen where they live. */
export const issueInvoice: Command<Input, string | null> = {
  results: { invoice: 'Invoice' },
  input: Input,
  ask: async (input, { db, call }) => {
    const [invoice] = await db.query<{ customer_id: string }>(
      `select customer_id from invoice where id = $1 and version = $2 and status = 'DRAFT'`,
      [input.id, input.expectedVersion],
    );
    // Nothing is frozen for an invoice that cannot be issued anyway.
    if (invoice === undefined) return null;
    try {
      const { answer } = await call('freeze-billing-party', 'customer-pii', {
        invoiceId: input.id,
        customerId: invoice.customer_id,
      });
      return Snapshot.parse(answer).snapshotId;
    } catch (error) {
      if (error instanceof Refusal) throw refuse(error.code, ['id']);
      if (error instanceof z.ZodError) throw refuse('PEER_UNAVAILABLE', ['id']);
      throw error;
    }
  },
  run: async (input, { manager, db, clock }, snapshotId) => {
    const invoice = await lockRow(manager, InvoiceRow, input.id, input.expectedVersion, {
      idPath: ['id'],
      versionPath: ['expectedVersion'],
    });
    transition(invoiceTransitions, invoice.status, 'ISSUED', ['id']);
    // The draft came to be between the question and the lock.
    if (snapshotId === null) throw refuse('CONFLICT', ['expectedVersion']);
    const terms = await findRow(manager, PaymentTermsRow, invoice.paymentTermsCode);
    if (terms === undefined) throw new TypeError('an invoice has terms');
    const day = today(clock);
    // The number is given by the database, under the lock of its series.
    await db.query(
      `update invoice set status = 'ISSUED', version = version + 1, issue_date = $2, due_date = $3,
         issued_at = $4, billing_party_id = $5 where id = $1`,
      [invoice.id, day, dueDateOf(terms, day), clock.now().toISOString(), snapshotId],
    );
    return { invoice: invoice.id };
  },
};
