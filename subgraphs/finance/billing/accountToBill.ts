import type { EntityManager } from 'typeorm';
import { refuse } from '../../host/definition.ts';
import { findRow } from '../../host/rows.ts';
import { BillingProfileRow, type TaxCategory } from '../entities/customerAccount.ts';
import { LegalEntityRow, PaymentTermsRow } from '../entities/masterData.ts';
import type { GoodsToBill } from './askForGoods.ts';

/** How a customer is billed. */
export interface AccountToBill {
  readonly profile: BillingProfileRow;
  readonly entity: LegalEntityRow;
  readonly terms: PaymentTermsRow;
  readonly taxCategory: TaxCategory;
}

/** What left the dock is billed to a blocked account too; to one that was never confirmed, nothing is. */
export async function accountToBill(
  { customerId, currency }: GoodsToBill,
  manager: EntityManager,
): Promise<AccountToBill> {
  const profile = await findRow(manager, BillingProfileRow, customerId);
  if (profile === undefined || profile.status === 'REQUESTED') {
    throw refuse('ACCOUNT_NOT_CONFIRMED', ['orderId']);
  }
  if (profile.currency !== currency) throw refuse('CURRENCY_MISMATCH', ['orderId']);
  const { entityId, paymentTermsCode, taxCategory } = profile;
  const entity = entityId === null ? undefined : await findRow(manager, LegalEntityRow, entityId);
  const terms =
    paymentTermsCode === null
      ? undefined
      : await findRow(manager, PaymentTermsRow, paymentTermsCode);
  if (entity === undefined || terms === undefined || taxCategory === null) {
    throw new TypeError('a confirmed account has a legal entity, terms and a tax category');
  }
  return { profile, entity, terms, taxCategory };
}
