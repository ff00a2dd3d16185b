import { z } from 'zod';
import { AppError } from '../../../lib/errors/appError.ts';
import { refuse, type Command, type Database } from '../../host/definition.ts';
import { findRow, lockRow } from '../../host/rows.ts';
import { transition } from '../../host/transition.ts';
import { BillingProfileRow } from '../entities/customerAccount.ts';
import { PaymentTermsRow } from '../entities/masterData.ts';
import { accountTransitions } from '../states.ts';
import { expectedVersion, money, opaqueId } from './inputs.ts';

const Input = z.strictObject({
  customerId: opaqueId,
  paymentTerms: opaqueId,
  creditLimit: money,
  taxCategory: z.enum(['DOMESTIC', 'INTRA_COMMUNITY', 'EXPORT', 'EXEMPT', 'REVERSE_CHARGE']),
  expectedVersion,
});
type Input = z.output<typeof Input>;

/** Finance decides terms, tax and credit of a customer that the gate handed over. */
export const confirmCustomerAccount: Command<Input> = {
  results: { customer: 'Customer' },
  input: Input,
  run: async (input, { manager, db, clock }) => {
    const profile = await lockRow(
      manager,
      BillingProfileRow,
      input.customerId,
      input.expectedVersion,
      { idPath: ['customerId'], versionPath: ['expectedVersion'] },
    );
    transition(accountTransitions, profile.status, 'CONFIRMED', ['customerId']);
    // A blocked account is opened again by another decision than this one.
    if (profile.status !== 'REQUESTED') throw refuse('INVALID_TRANSITION', ['customerId']);
    if (input.creditLimit.currency !== profile.currency) {
      throw refuse('CURRENCY_MISMATCH', ['creditLimit', 'currency']);
    }
    const terms = await findRow(manager, PaymentTermsRow, input.paymentTerms);
    if (terms === undefined) throw refuse('NOT_FOUND', ['paymentTerms']);
    const entity = await entityFor(db, profile);
    await db.query(
      `update billing_profile set status = 'CONFIRMED', version = version + 1, entity_id = $2,
         receivable_account_id = $3, payment_terms_code = $4, tax_category = $5, confirmed_at = $6
       where customer_id = $1`,
      [
        ...[profile.customerId, entity.id, entity.receivable_account_id, terms.code],
        ...[input.taxCategory, clock.now().toISOString()],
      ],
    );
    await db.query(
      `insert into credit_account (customer_id, currency, limit_minor, reviewed_at)
       values ($1, $2, $3, $4)`,
      [
        ...[profile.customerId, profile.currency, input.creditLimit.minorUnits],
        clock.now().toISOString(),
      ],
    );
    return { customer: profile.customerId };
  },
};

interface BillingEntity {
  readonly id: string;
  readonly receivable_account_id: string;
}

/** The company of the customer's country bills it, else one that keeps its currency, else the head of the group. */
async function entityFor(db: Database, profile: BillingProfileRow): Promise<BillingEntity> {
  const [entity] = await db.query<BillingEntity>(
    `select e.id, e.receivable_account_id from legal_entity e
     where e.receivable_account_id is not null
     order by e.country_code = $1 desc nulls last, e.base_currency = $2 desc,
       e.consolidation_parent_id nulls first, e.id
     limit 1`,
    [profile.taxRegistrationCountry, profile.currency],
  );
  if (entity === undefined) {
    throw new AppError('INTERNAL', {
      details: { reason: 'no legal entity has a receivable account' },
    });
  }
  return entity;
}
