import type { CommandContext } from '../../host/definition.ts';
import type { BillingProfileRow } from '../entities/customerAccount.ts';
import type { LegalEntityRow, PaymentTermsRow } from '../entities/masterData.ts';
import { decimalText } from '../rounding.ts';
import { dueDateOf } from './dueDate.ts';
import { quantityScale, type BilledLine } from './lines.ts';
import type { LineTax, TaxedLines } from './taxes.ts';

export interface DraftToInsert {
  readonly profile: BillingProfileRow;
  readonly entity: LegalEntityRow;
  readonly terms: PaymentTermsRow;
  readonly orderId: string;
  readonly shipmentIds: readonly string[];
  readonly day: string;
  readonly lines: readonly (BilledLine & LineTax)[];
  readonly taxed: TaxedLines;
}

/** Writes the draft with its lines, taxes and shipments; answers its id. */
export async function insertDraft(draft: DraftToInsert, context: CommandContext): Promise<string> {
  const id = context.newId();
  await insertHead(id, draft, context);
  await insertLines(id, draft, context);
  await insertTaxes(id, draft, context);
  await context.db.query(
    'insert into invoice_shipment (shipment_id, invoice_id) select s.id, $2 from unnest($1::text[]) s(id)',
    [draft.shipmentIds, id],
  );
  return id;
}

async function insertHead(
  id: string,
  { profile, entity, terms, orderId, day, taxed }: DraftToInsert,
  { db, clock }: CommandContext,
): Promise<void> {
  await db.query(
    `insert into invoice (id, entity_id, customer_id, order_id, issue_date, due_date,
       payment_terms_code, currency, net_total_minor, tax_total_minor, gross_total_minor,
       rounding_rule, rounding_difference_minor, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[id, entity.id, profile.customerId, orderId, day, dueDateOf(terms, day), terms.code],
      ...[profile.currency, taxed.netMinor, taxed.taxMinor, taxed.netMinor + taxed.taxMinor],
      ...[entity.roundingRule, taxed.roundingDifferenceMinor, clock.now().toISOString()],
    ],
  );
}

async function insertLines(
  id: string,
  { profile, lines, taxed }: DraftToInsert,
  { db, newId }: CommandContext,
): Promise<void> {
  await db.query(
    `insert into invoice_line (id, invoice_id, line_number, order_line_id, product_id, quantity,
       currency, unit_price_minor, discount_minor, net_minor, tax_minor, tax_code)
     select l.id, $1, l.number, l.order_line_id, l.product_id, l.quantity, $2, l.unit_price,
       l.discount, l.net, l.tax, l.tax_code
     from unnest($3::text[], $4::text[], $5::text[], $6::numeric[], $7::bigint[], $8::bigint[],
       $9::bigint[], $10::bigint[], $11::text[]) with ordinality
       as l(id, order_line_id, product_id, quantity, unit_price, discount, net, tax, tax_code, number)`,
    [
      id,
      profile.currency,
      lines.map(() => newId()),
      lines.map((line) => line.orderLineId),
      lines.map((line) => line.productId),
      lines.map((line) => decimalText(line.quantityUnits, quantityScale)),
      lines.map((line) => String(line.unitPriceMinor)),
      lines.map((line) => String(line.discountMinor)),
      lines.map((line) => String(line.netMinor)),
      taxed.lineTaxesMinor.map(String),
      lines.map((line) => line.taxCode),
    ],
  );
}

async function insertTaxes(
  id: string,
  { profile, entity, taxed }: DraftToInsert,
  { db, newId }: CommandContext,
): Promise<void> {
  await db.query(
    `insert into invoice_tax (id, invoice_id, tax_code, currency, base_minor, tax_minor, rate, rounding)
     select t.id, $1, t.code, $2, t.base, t.tax, t.rate, $3
     from unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::numeric[])
       as t(id, code, base, tax, rate)`,
    [
      id,
      profile.currency,
      entity.roundingRule,
      taxed.sums.map(() => newId()),
      taxed.sums.map((sum) => sum.taxCode),
      taxed.sums.map((sum) => String(sum.baseMinor)),
      taxed.sums.map((sum) => String(sum.taxMinor)),
      taxed.sums.map((sum) => sum.rate),
    ],
  );
}
