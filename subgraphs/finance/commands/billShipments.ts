import { z } from 'zod';
import { refuse, type Command, type Database } from '../../host/definition.ts';
import { boundedList } from '../../host/inputs.ts';
import { accountToBill } from '../billing/accountToBill.ts';
import { askForGoods, type GoodsToBill } from '../billing/askForGoods.ts';
import { insertDraft } from '../billing/insertDraft.ts';
import { billLine, quantityUnits, type BilledLine } from '../billing/lines.ts';
import { taxLines, type LineTax } from '../billing/taxes.ts';
import { taxOfProducts } from '../billing/taxOfProducts.ts';
import { today } from '../day.ts';
import { sumOf } from '../rounding.ts';
import { opaqueId, uuidKey } from './inputs.ts';

const Input = z.strictObject({
  orderId: opaqueId,
  shipmentIds: boundedList(opaqueId, 100).superRefine((ids, issues) => {
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) < index) issues.addIssue({ code: 'custom', path: [index] });
    }
  }),
  idempotencyKey: uuidKey,
});
type Input = z.output<typeof Input>;

/** Draws up one draft for the goods of the shipments, at the prices of the signed order. */
export const billShipments: Command<Input, GoodsToBill> = {
  results: { invoice: 'Invoice' },
  input: Input,
  ask: (input, context) => askForGoods(context, input),
  run: async (input, context, goods) => {
    const account = await accountToBill(goods, context.manager);
    // Two bills of one order come one after the other, so that each counts what the other billed.
    await context.db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `bill ${input.orderId}`,
    ]);
    await checkShipments(context.db, input.shipmentIds, goods);
    const lines = await billedLines(context.db, goods);
    const day = today(context.clock);
    const taxes = await taxOfProducts(context.db, {
      productIds: [...new Set(lines.map(({ productId }) => productId))],
      jurisdiction: account.entity.countryCode,
      taxCategory: account.taxCategory,
      day,
    });
    const taxedLines = lines.map((line) => withTax(line, taxes.get(line.productId)));
    const invoice = await insertDraft(
      {
        ...account,
        ...input,
        day,
        lines: taxedLines,
        taxed: taxLines(taxedLines, account.entity.roundingRule),
      },
      context,
    );
    return { invoice };
  },
};

function withTax(line: BilledLine, tax: LineTax | undefined): BilledLine & LineTax {
  if (tax === undefined) throw refuse('TAX_UNDETERMINED', ['orderId']);
  return { ...line, ...tax };
}

/** Each shipment has left the dock for this order, and is billed once. */
async function checkShipments(
  db: Database,
  shipmentIds: readonly string[],
  { shipped }: GoodsToBill,
): Promise<void> {
  const left = new Set(shipped.map(({ shipmentId }) => shipmentId));
  const unknown = shipmentIds.findIndex((id) => !left.has(id));
  if (unknown >= 0) throw refuse('NOT_FOUND', ['shipmentIds', String(unknown)]);
  const rows = await db.query<{ shipment_id: string }>(
    'select shipment_id from invoice_shipment where shipment_id = any($1)',
    [shipmentIds],
  );
  const billed = new Set(rows.map((row) => row.shipment_id));
  const again = shipmentIds.findIndex((id) => billed.has(id));
  if (again >= 0) throw refuse('QUANTITY_EXCEEDED', ['shipmentIds', String(again)]);
}

/** One invoice line a signed line that was shipped, never over what was signed. */
async function billedLines(
  db: Database,
  { signed, shipped }: GoodsToBill,
): Promise<readonly BilledLine[]> {
  const before = await billedBefore(db, [...new Set(shipped.map(({ lineId }) => lineId))]);
  const known = new Set(signed.map(({ lineId }) => lineId));
  if (shipped.some(({ lineId }) => !known.has(lineId))) throw refuse('NOT_FOUND', ['shipmentIds']);
  return signed.flatMap((line) => {
    const parts = shipped.filter(({ lineId }) => lineId === line.lineId);
    const units = sumOf(parts.map(({ quantity }) => quantityUnits(quantity)));
    if (units === 0n) return [];
    const billed = billLine(line, before.get(line.lineId) ?? 0n, units);
    if (billed === undefined) throw refuse('QUANTITY_EXCEEDED', ['shipmentIds']);
    return [billed];
  });
}

/** Quantities on earlier bills, drafts included, in ten-thousandths. */
async function billedBefore(
  db: Database,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await db.query<{ order_line_id: string; quantity: string }>(
    `select l.order_line_id, sum(l.quantity)::text as quantity
     from invoice_line l join invoice i on i.id = l.invoice_id
     where l.order_line_id = any($1) and i.status <> 'CANCELLED'
     group by l.order_line_id`,
    [lineIds],
  );
  return new Map(rows.map((row) => [row.order_line_id, quantityUnits(row.quantity)]));
}
