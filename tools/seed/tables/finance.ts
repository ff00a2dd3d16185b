import { isoMoment } from '../calendar.ts';
import type { TableRows } from '../copy.ts';
import { flat, table } from '../table.ts';
import { areas, date, reached, type World, type WorldCustomer, type WorldOrder } from '../world.ts';

/** The rows of the finance store, in the order of its foreign keys. */
export function financeTables(world: World): TableRows[] {
  return [
    ...masterData(world),
    ...accounts(world),
    ...credit(world),
    ...invoices(world),
    ...payments(world),
  ];
}

const entities = [
  { key: 'eu', name: 'Example Works SAS', country: 'FR', currency: 'EUR', prefix: 'FR' },
  { key: 'uk', name: 'Example Works Ltd', country: 'GB', currency: 'GBP', prefix: 'UK' },
  { key: 'jp', name: 'Example Works KK', country: 'JP', currency: 'JPY', prefix: 'JP' },
] as const;
type Entity = (typeof entities)[number];

const chart = [
  { code: '411000', name: 'Trade receivables', type: 'ASSET', side: 'DEBIT', control: true },
  { code: '445710', name: 'Output VAT', type: 'LIABILITY', side: 'CREDIT', control: false },
  { code: '512000', name: 'Bank', type: 'ASSET', side: 'DEBIT', control: false },
  { code: '707000', name: 'Sales of goods', type: 'REVENUE', side: 'CREDIT', control: false },
] as const;

const taxCodeOf = (entity: string): string => `${entity.toUpperCase()}-STANDARD`;
const terms = [
  { code: 'NET30', description: 'Thirty days net', rule: 'NET_DAYS', days: 30 },
  { code: 'NET14', description: 'Fourteen days net', rule: 'NET_DAYS', days: 14 },
  { code: 'PREPAID', description: 'Due at once', rule: 'IMMEDIATE', days: 0 },
] as const;

function masterData(world: World): TableRows[] {
  const accountId = (entity: Entity, code: string): string => world.id('gl', entity.key, code);
  return [
    table('legal_entity', entities, {
      id: (entity) => world.id('entity', entity.key),
      name: (entity) => entity.name,
      registration_number: (entity) => `EXAMPLE-${entity.prefix}`,
      vat_number: (entity) => `${entity.country}00EXAMPLE`,
      country_code: (entity) => entity.country,
      base_currency: (entity) => entity.currency,
      fiscal_year_start_month: 1,
      rounding_rule: 'PER_LINE',
      invoice_prefix: (entity) => entity.prefix,
      erp_instance_id: (entity) => world.id('erp', entity.key),
      receivable_account_id: (entity) => accountId(entity, '411000'),
    }),
    table(
      'gl_account',
      flat(entities, (entity) => chart.map((account) => ({ entity, account }))),
      {
        id: ({ entity, account }) => accountId(entity, account.code),
        entity_id: ({ entity }) => world.id('entity', entity.key),
        code: ({ account }) => account.code,
        name: ({ account }) => account.name,
        type: ({ account }) => account.type,
        normal_side: ({ account }) => account.side,
        currency: ({ entity }) => entity.currency,
        reconcilable: ({ account }) => account.control,
        is_control: ({ account }) => account.control,
        active: true,
      },
    ),
    table('payment_terms', terms, {
      code: ({ code }) => code,
      description: ({ description }) => description,
      due_rule: ({ rule }) => rule,
      net_days: ({ days }) => days,
    }),
    table('tax_code', entities, {
      code: (entity) => taxCodeOf(entity.key),
      jurisdiction: (entity) => entity.country,
      kind: 'VAT_STANDARD',
      output_account_id: (entity) => accountId(entity, '445710'),
    }),
    table('tax_rate', entities, {
      id: (entity) => world.id('tax-rate', entity.key),
      tax_code: (entity) => taxCodeOf(entity.key),
      rate: (entity) =>
        ((areas.find((area) => area.entity === entity.key)?.taxPerMille ?? 0) / 1000).toFixed(6),
      valid_from: date(world.quarter.start - 3_650),
      valid_to: null,
    }),
    table('product_accounting', world.products, {
      product_id: (product) => product.id,
      tax_code: taxCodeOf('eu'),
      revenue_account_id: accountId(entities[0], '707000'),
    }),
  ];
}

function accounts(world: World): TableRows[] {
  const active = world.customers.filter((customer) => customer.active);
  return [
    table('party_kind', active, {
      customer_id: (customer) => customer.id,
      kind: (customer) => customer.partyKind,
    }),
    table('billing_profile', active, {
      customer_id: (customer) => customer.id,
      status: 'CONFIRMED',
      version: 2,
      entity_id: (customer) => world.id('entity', customer.area.entity),
      payment_terms_code: 'NET30',
      currency: (customer) => customer.area.currency,
      tax_registration_country: (customer) => customer.area.countryCode,
      company_tax_id: (customer) =>
        customer.partyKind === 'LEGAL_PERSON'
          ? `${customer.area.countryCode}EX${String(100_000 + customer.index)}`
          : null,
      tax_category: 'DOMESTIC',
      receivable_account_id: (customer) => world.id('gl', customer.area.entity, '411000'),
      dunning_level: (customer) => customer.index % 3,
      invoice_delivery: 'EMAIL',
      requested_at: (customer) => isoMoment(customer.createdOn, 0.4),
      confirmed_at: (customer) => isoMoment(customer.createdOn + 1, 0.4),
    }),
  ];
}

const outstanding = (order: WorldOrder): number => {
  if (!reached(order, 'billed') || reached(order, 'paid')) return 0;
  return order.netMinor + order.taxMinor - paidMinor(order);
};
const paidMinor = (order: WorldOrder): number => {
  if (reached(order, 'paid')) return order.netMinor + order.taxMinor;
  return reached(order, 'part-paid') ? Math.floor((order.netMinor + order.taxMinor) / 2) : 0;
};

function credit(world: World): TableRows[] {
  const active = world.customers.filter((customer) => customer.active);
  const exposure = new Map<string, number>();
  for (const order of world.orders) {
    const open = reached(order, 'billed') ? outstanding(order) : order.netMinor;
    exposure.set(order.customer.id, (exposure.get(order.customer.id) ?? 0) + open);
  }
  // Twice what is open, rounded up to a thousand: a customer in good standing, with room to order.
  const limit = (customer: WorldCustomer): number =>
    (Math.ceil(((exposure.get(customer.id) ?? 0) * 2) / 100_000) + 20) * 100_000;
  const committed = flat(world.orders, (order) => (reached(order, 'released') ? [order] : []));
  return [
    table('credit_account', active, {
      customer_id: (customer) => customer.id,
      currency: (customer) => customer.area.currency,
      limit_minor: limit,
      risk_class: (customer) => ['A', 'B', 'C'][customer.index % 3] ?? 'C',
      on_hold: false,
      reviewed_at: isoMoment(world.quarter.start, 0.5),
      next_review: date(world.today + 90),
    }),
    table('credit_commitment', committed, {
      order_id: (order) => order.id,
      customer_id: (order) => order.customer.id,
      currency: (order) => order.customer.area.currency,
      amount_minor: (order) => order.netMinor,
      committed_at: (order) => isoMoment(order.day, 0.95),
    }),
    table('credit_check', committed, {
      id: (order) => world.id('credit-check', order.index),
      order_id: (order) => order.id,
      customer_id: (order) => order.customer.id,
      currency: (order) => order.customer.area.currency,
      at: (order) => isoMoment(order.day, 0.9),
      decision: 'APPROVED',
      exposure_before_minor: 0,
      order_amount_minor: (order) => order.netMinor,
      limit_minor: (order) => Math.max(limit(order.customer), order.netMinor),
      reasons: [],
      decided_by: 'persona:credit-controller',
      valid_until: (order) => isoMoment(order.day + 30, 0.9),
    }),
  ];
}

/** Numbers without a gap: by legal entity and year, in the order of billing. */
function numbered(world: World): Map<string, { year: number; sequence: number }> {
  const last = new Map<string, number>();
  const numbers = new Map<string, { year: number; sequence: number }>();
  const billed = world.orders.filter((order) => reached(order, 'billed'));
  billed.sort((left, right) => left.billedOn - right.billedOn || left.index - right.index);
  for (const order of billed) {
    const year = Number(date(order.billedOn).slice(0, 4));
    const series = `${order.customer.area.entity}/${String(year)}`;
    const sequence = (last.get(series) ?? 0) + 1;
    last.set(series, sequence);
    numbers.set(order.id, { year, sequence });
  }
  return numbers;
}

const prefixOf = (order: WorldOrder): string =>
  entities.find(({ key }) => key === order.customer.area.entity)?.prefix ?? 'FR';

function invoices(world: World): TableRows[] {
  const numbers = numbered(world);
  const numberOf = (order: WorldOrder) => numbers.get(order.id) ?? { year: 0, sequence: 0 };
  const billed = {
    [Symbol.iterator]: () => world.orders.filter((order) => numbers.has(order.id)).values(),
  };
  const invoiceId = (order: WorldOrder): string => world.id('invoice', order.index);
  return [
    series(world, numbers),
    table('invoice', billed, {
      id: invoiceId,
      number: (order) => {
        const { year, sequence } = numberOf(order);
        return `${prefixOf(order)}-${String(year)}-${String(sequence).padStart(6, '0')}`;
      },
      number_year: (order) => numberOf(order).year,
      sequence: (order) => numberOf(order).sequence,
      entity_id: (order) => world.id('entity', order.customer.area.entity),
      customer_id: (order) => order.customer.id,
      order_id: (order) => order.id,
      status: 'ISSUED',
      issue_date: (order) => date(order.billedOn),
      due_date: (order) => date(order.dueOn),
      issued_at: (order) => isoMoment(order.billedOn, 0.5),
      payment_terms_code: 'NET30',
      currency: (order) => order.customer.area.currency,
      net_total_minor: (order) => order.netMinor,
      tax_total_minor: (order) => order.taxMinor,
      gross_total_minor: (order) => order.netMinor + order.taxMinor,
      rounding_rule: 'PER_LINE',
      billing_party_id: (order) => world.id('billing-party', order.index),
      version: 2,
      created_at: (order) => isoMoment(order.billedOn, 0.4),
    }),
    ...invoiceParts(world, billed, invoiceId),
  ];
}

function series(
  world: World,
  numbers: ReadonlyMap<string, { year: number; sequence: number }>,
): TableRows {
  const last = new Map<string, { entityId: string; year: number; last: number }>();
  for (const order of world.orders) {
    const number = numbers.get(order.id);
    if (number === undefined) continue;
    const key = `${order.customer.area.entity}/${String(number.year)}`;
    const known = last.get(key)?.last ?? 0;
    last.set(key, {
      entityId: world.id('entity', order.customer.area.entity),
      year: number.year,
      last: Math.max(known, number.sequence),
    });
  }
  return table('invoice_series', last.values(), {
    entity_id: ({ entityId }) => entityId,
    year: ({ year }) => year,
    last_number: (entry) => entry.last,
  });
}

function invoiceParts(
  world: World,
  billed: Iterable<WorldOrder>,
  invoiceId: (order: WorldOrder) => string,
): TableRows[] {
  const taxCode = (order: WorldOrder): string => taxCodeOf(order.customer.area.entity);
  return [
    table('invoice_shipment', billed, {
      shipment_id: (order) => world.id('shipment', order.index),
      invoice_id: invoiceId,
    }),
    table(
      'invoice_line',
      flat(billed, (order) => order.lines.map((line) => ({ order, line }))),
      {
        id: ({ line }) => world.id('invoice-line', line.id),
        invoice_id: ({ order }) => invoiceId(order),
        line_number: ({ line }) => line.lineNumber,
        order_line_id: ({ line }) => line.id,
        product_id: ({ line }) => line.product.id,
        quantity: ({ line }) => line.quantity,
        currency: ({ order }) => order.customer.area.currency,
        unit_price_minor: ({ line }) => line.unitPriceMinor,
        net_minor: ({ line }) => line.netMinor,
        tax_minor: ({ line }) => line.taxMinor,
        tax_code: ({ order }) => taxCode(order),
      },
    ),
    table('invoice_tax', billed, {
      id: (order) => world.id('invoice-tax', order.index),
      invoice_id: invoiceId,
      tax_code: taxCode,
      currency: (order) => order.customer.area.currency,
      base_minor: (order) => order.netMinor,
      tax_minor: (order) => order.taxMinor,
      rate: (order) => (order.customer.area.taxPerMille / 1000).toFixed(6),
      rounding: 'PER_LINE',
    }),
  ];
}

function payments(world: World): TableRows[] {
  const paid = flat(world.orders, (order) => (paidMinor(order) > 0 ? [order] : []));
  const paidOn = (order: WorldOrder): number => Math.min(order.paidOn, world.today);
  const paymentId = (order: WorldOrder): string => world.id('payment', order.index);
  return [
    table('payment', paid, {
      id: paymentId,
      direction: 'INBOUND',
      status: 'SETTLED',
      method: 'SEPA_CREDIT_TRANSFER',
      currency: (order) => order.customer.area.currency,
      amount_minor: paidMinor,
      value_date: (order) => date(paidOn(order)),
      customer_id: (order) => order.customer.id,
      end_to_end_id: (order) => `E2E-${String(order.index)}`,
      recorded_at: (order) => isoMoment(paidOn(order), 0.6),
      version: 2,
    }),
    table('payment_allocation', paid, {
      id: (order) => world.id('allocation', order.index),
      payment_id: paymentId,
      invoice_id: (order) => world.id('invoice', order.index),
      customer_id: (order) => order.customer.id,
      currency: (order) => order.customer.area.currency,
      amount_minor: paidMinor,
      at: (order) => isoMoment(paidOn(order), 0.6),
    }),
  ];
}
