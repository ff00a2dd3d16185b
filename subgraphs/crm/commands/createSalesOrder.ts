import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import {
  boundedList,
  currencyCode,
  isoDate,
  opaqueId,
  optional,
  percentage,
  positiveDecimal,
  uuidKey,
} from '../../host/inputs.ts';
import { findRow } from '../../host/rows.ts';
import { guardContract, guardCustomer } from '../orders/orderParties.ts';
import { insertOrder, type NewOrder } from '../orders/insertOrder.ts';
import { linesByPriceList, linesOfQuote, type OrderedLine } from '../orders/orderedLines.ts';
import { PriceListRow, QuoteRow } from '../entities/pricing.ts';

const linesMax = 500;

const Line = z.strictObject({
  productId: opaqueId,
  quantity: positiveDecimal,
  // Two decimals, as the column has them.
  discountPct: optional(percentage.refine((text) => /^\d+(\.\d{1,2})?$/.test(text))),
  requestedDate: optional(isoDate),
});

const OrderInput = z
  .strictObject({
    idempotencyKey: uuidKey,
    customerId: opaqueId,
    quoteId: optional(opaqueId),
    contractId: optional(opaqueId),
    currency: currencyCode,
    priceListId: optional(opaqueId),
    type: z.enum(['NEW', 'REPEAT', 'RENEWAL', 'UPSELL', 'RETURN_REPLACEMENT']),
    billToAddressId: opaqueId,
    shipToAddressId: opaqueId,
    // The customer's own reference: a code, so that no sentence about a person fits in.
    purchaseOrderRef: optional(z.string().regex(/^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 ./_#-]{0,63}$/)),
    lines: optional(boundedList(Line, linesMax)),
  })
  .superRefine((order, context) => {
    const fromQuote = (order.quoteId ?? null) !== null;
    for (const name of ['priceListId', 'lines'] as const) {
      // A quote brings its own list and lines; an order without one states them.
      if (fromQuote !== ((order[name] ?? null) === null)) {
        context.addIssue({ code: 'custom', path: [name], message: 'belongs to orders at list' });
      }
    }
  });
const Input = z.strictObject({ input: OrderInput });
type OrderInput = z.output<typeof OrderInput>;

/** Takes an order, from an accepted quote or from lines at list prices. */
export const createSalesOrder: Command<z.output<typeof Input>> = {
  results: { order: 'SalesOrder' },
  input: Input,
  run: async ({ input }, context) => {
    const customer = await guardCustomer(input.customerId, context);
    await guardContract(input.contractId ?? null, customer.id, context);
    const today = context.clock.now().toISOString().slice(0, 10);
    const lines =
      input.quoteId == null
        ? await listedLines(input, today, context)
        : await quotedLines(input, input.quoteId, today, context);
    const order: NewOrder = {
      customerId: customer.id,
      salesRepId: customer.accountOwnerId,
      quoteId: input.quoteId ?? null,
      contractId: input.contractId ?? null,
      currency: input.currency,
      orderType: input.type,
      orderDate: today,
      billToAddressId: input.billToAddressId,
      shipToAddressId: input.shipToAddressId,
      purchaseOrderRef: input.purchaseOrderRef ?? null,
      lines,
    };
    return { order: await insertOrder(order, context) };
  },
};

async function listedLines(
  input: OrderInput,
  today: string,
  { manager, db }: CommandContext,
): Promise<readonly OrderedLine[]> {
  const list = await findRow(manager, PriceListRow, input.priceListId ?? '');
  if (list === undefined) throw refuse('NOT_FOUND', ['input', 'priceListId']);
  if (list.currency !== input.currency) throw refuse('CURRENCY_MISMATCH', ['input', 'currency']);
  if (list.validFrom > today || (list.validTo !== null && list.validTo < today)) {
    throw refuse('INVALID_INPUT', ['input', 'priceListId']);
  }
  return linesByPriceList(db, list.id, input.lines ?? [], today);
}

async function quotedLines(
  input: OrderInput,
  quoteId: string,
  today: string,
  { manager, db }: CommandContext,
): Promise<readonly OrderedLine[]> {
  // Locked: a quote becomes one order, also where two people order at once.
  await db.query('select id from quote where id = $1 for update', [quoteId]);
  const quote = await findRow(manager, QuoteRow, quoteId);
  if (quote?.customerId !== input.customerId) throw refuse('NOT_FOUND', ['input', 'quoteId']);
  const ordered = await db.query(
    `select 1 from sales_order where quote_id = $1 and status <> 'CANCELLED'`,
    [quoteId],
  );
  if (quote.status !== 'ACCEPTED' || ordered.length > 0) {
    throw refuse('INVALID_TRANSITION', ['input', 'quoteId']);
  }
  if (quote.currency !== input.currency) throw refuse('CURRENCY_MISMATCH', ['input', 'currency']);
  const lines = await linesOfQuote(manager, quoteId, today);
  if (lines.length === 0) throw refuse('INVALID_INPUT', ['input', 'quoteId']);
  return lines;
}
