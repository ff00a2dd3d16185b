import { documentSha256 } from '../../../subgraphs/crm/orders/orderDocument.ts';
import { stageOutlook } from '../../../subgraphs/crm/states.ts';
import { isoMoment } from '../calendar.ts';
import type { TableRows } from '../copy.ts';
import { flat, table } from '../table.ts';
import {
  areas,
  date,
  inCurrency,
  reached,
  type Area,
  type World,
  type WorldCustomer,
  type WorldOrder,
} from '../world.ts';

/** The rows of the CRM store, in the order of its foreign keys. */
export function crmTables(world: World): TableRows[] {
  return [
    ...organisation(world),
    ...customers(world),
    ...pricing(world),
    ...pipeline(world),
    ...orders(world),
    ...service(world),
  ];
}

const planningRates = [
  { currency: 'EUR', exponent: 2, rate: '1' },
  { currency: 'GBP', exponent: 2, rate: '1.1764705882' },
  { currency: 'JPY', exponent: 0, rate: '0.0062500000' },
] as const;

const entities = ['eu', 'uk', 'jp'] as const;
const entityCurrency = { eu: 'EUR', uk: 'GBP', jp: 'JPY' } as const;

function organisation(world: World): TableRows[] {
  const { id } = world;
  return [
    table('sales_rep', world.reps.entries(), {
      id: ([, rep]) => rep,
      employee_number: ([index]) => `E-${String(1000 + index)}`,
      team_id: ([index]) => id('team', index % 4),
      active: true,
    }),
    table('territory', areas, {
      id: (area) => id('territory', area.countryCode),
      code: (area) => `T-${area.countryCode}`,
      name: (area) => area.name,
      country_code: (area) => area.countryCode,
    }),
    table('planning_rate', planningRates, {
      currency: (rate) => rate.currency,
      exponent: (rate) => rate.exponent,
      rate: (rate) => rate.rate,
      is_reporting: (rate) => rate.currency === 'EUR',
    }),
    table('erp_instance', entities, {
      id: (entity) => id('erp', entity),
      name: (entity) => `ERP ${entity.toUpperCase()}`,
      legal_entity_id: (entity) => id('entity', entity),
      currency: (entity) => entityCurrency[entity],
      is_default: (entity) => entity === 'eu',
    }),
  ];
}

const industries = ['Machinery', 'Chemicals', 'Food', 'Water', 'Energy', 'Transport'] as const;
const segments: Readonly<Record<WorldCustomer['kind'], readonly string[]>> = {
  COMPANY: ['ENTERPRISE', 'MID_MARKET', 'SMALL_BUSINESS', 'PARTNER'],
  PUBLIC_BODY: ['GOVERNMENT'],
  PERSON: ['CONSUMER'],
  SOLE_TRADER: ['SMALL_BUSINESS'],
};
const roles = ['BUYER', 'DECISION_MAKER', 'BILLING', 'SHIPPING', 'TECHNICAL'] as const;

function customers(world: World): TableRows[] {
  const draw = (customer: WorldCustomer) => world.random('crm', customer.index);
  return [
    table('customer', world.customers, {
      id: (customer) => customer.id,
      kind: (customer) => customer.kind,
      lifecycle: (customer) => (customer.active ? 'ACTIVE' : 'PROSPECT'),
      customer_number: (customer) => customer.number,
      trade_name: (customer) => customer.tradeName,
      account_owner_id: (customer) => customer.ownerId,
      segment: (customer) => draw(customer).pick(segments[customer.kind]),
      industry: (customer) =>
        customer.partyKind === 'LEGAL_PERSON' ? draw(customer).pick(industries) : null,
      tier: (customer) => draw(customer).pick(['GOLD', 'SILVER', 'BRONZE']),
      territory_id: (customer) => world.id('territory', customer.area.countryCode),
      parent_id: null,
      merged_into_id: null,
      created_at: (customer) => isoMoment(customer.createdOn, 0.2),
      updated_at: (customer) => isoMoment(customer.createdOn, 0.4),
      version: 1,
    }),
    table('account', world.customers, accountColumns(world)),
    ...customFields(world),
    table(
      'contact',
      flat(world.customers, (customer) =>
        customer.people.map((person, at) => ({ customer, person, at })),
      ),
      {
        id: ({ person }) => world.id('contact', person.index),
        customer_id: ({ customer }) => customer.id,
        person_id: ({ person }) => person.id,
        role: ({ at }) => roles[at % roles.length] ?? 'OTHER',
        is_primary: ({ at }) => at === 0,
        buying_influence: ({ at }) => (at === 1 ? 'ECONOMIC' : null),
        status: 'ACTIVE',
      },
    ),
  ];
}

function accountColumns(world: World) {
  const draw = (customer: WorldCustomer) => world.random('account', customer.index);
  return {
    id: (customer: WorldCustomer) => world.id('account', customer.index),
    customer_id: (customer: WorldCustomer) => customer.id,
    rating: (customer: WorldCustomer) => draw(customer).pick(['HOT', 'WARM', 'COLD']),
    employee_count: (customer: WorldCustomer) =>
      customer.partyKind === 'LEGAL_PERSON' ? draw(customer).between(5, 5_000) : null,
    annual_revenue_minor: (customer: WorldCustomer) =>
      customer.partyKind === 'LEGAL_PERSON' ? draw(customer).between(1, 900) * 10_000_000 : null,
    currency: (customer: WorldCustomer) => customer.area.currency,
    website: (customer: WorldCustomer) =>
      customer.partyKind === 'LEGAL_PERSON'
        ? `https://customer-${String(customer.index)}.example`
        : null,
    source: (customer: WorldCustomer) =>
      draw(customer).pick(['WEB_SITE', 'REFERRAL', 'EVENT', 'PARTNER']),
    strategic: (customer: WorldCustomer) => draw(customer).chance(0.1),
    referenceable: (customer: WorldCustomer) => draw(customer).chance(0.3),
    health_score: (customer: WorldCustomer) => draw(customer).between(30, 100),
    nps_score: (customer: WorldCustomer) => draw(customer).between(-20, 80),
    churn_risk: (customer: WorldCustomer) => (draw(customer).between(0, 6_000) / 10_000).toFixed(4),
    next_renewal_date: (customer: WorldCustomer) =>
      date(world.today + draw(customer).between(10, 300)),
    preferred_language: (customer: WorldCustomer) =>
      customer.area.countryCode === 'FR' ? 'fr' : 'en',
    do_not_solicit: false,
    tags: [] as readonly string[],
  };
}

function customFields(world: World): TableRows[] {
  const definitions = [
    { key: 'nps_last', label: 'Last NPS answer', type: 'NUMBER' },
    { key: 'sla_tier', label: 'Service level', type: 'TEXT' },
  ];
  return [
    table('custom_field_definition', definitions, {
      key: ({ key }) => key,
      label: ({ label }) => label,
      data_type: ({ type }) => type,
      options: null,
      classification: 'INTERNAL',
      required: false,
    }),
    table(
      'custom_field_value',
      flat(world.customers, (customer) => definitions.map(({ key }) => ({ customer, key }))),
      {
        id: ({ customer, key }) => world.id('custom-field', customer.index, key),
        customer_id: ({ customer }) => customer.id,
        key: ({ key }) => key,
        text: ({ customer, key }) =>
          key === 'sla_tier' ? (['8x5', '24x7'][customer.index % 2] ?? null) : null,
        number: ({ customer, key }) =>
          key === 'nps_last' ? world.random('nps', customer.index).between(0, 10) : null,
      },
    ),
  ];
}

/** One price list a currency. */
const currencies = areas.filter(
  (area, index) => areas.findIndex(({ currency }) => currency === area.currency) === index,
);

function pricing(world: World): TableRows[] {
  const listId = (area: Area): string => world.id('price-list', area.currency);
  return [
    table('price_list', currencies, {
      id: listId,
      name: (area) => `List ${area.currency}`,
      currency: (area) => area.currency,
      valid_from: date(world.quarter.start - 365),
      valid_to: null,
    }),
    table(
      'price',
      flat(currencies, (area) => world.products.map((product) => ({ area, product }))),
      {
        id: ({ area, product }) => world.id('price', area.currency, product.index),
        price_list_id: ({ area }) => listId(area),
        product_id: ({ product }) => product.id,
        min_quantity: 1,
        unit_price_minor: ({ area, product }) => inCurrency(product.priceCents, area),
        currency: ({ area }) => area.currency,
      },
    ),
    table('product_selling', world.products, {
      product_id: (product) => product.id,
      sellable: true,
      revenue_treatment: 'POINT_IN_TIME',
    }),
  ];
}

const stages = ['PROSPECTING', 'QUALIFICATION', 'DEMO', 'PROPOSAL', 'NEGOTIATION'] as const;

interface Deal {
  readonly customer: WorldCustomer;
  readonly at: number;
  readonly id: string;
  readonly stage: (typeof stages)[number];
  readonly product: World['products'][number];
  readonly quantity: number;
  readonly closeOn: number;
}

function* deals(world: World): Generator<Deal> {
  for (const customer of world.customers) {
    const random = world.random('deal', customer.index);
    for (let at = 0; at < random.between(1, 2); at += 1) {
      yield {
        customer,
        at,
        id: world.id('opportunity', customer.index, at),
        stage: random.pick(stages),
        product: random.pick(world.products),
        quantity: random.between(2, 40),
        closeOn: world.today + random.between(5, 120),
      };
    }
  }
}

function pipeline(world: World): TableRows[] {
  const all: Iterable<Deal> = { [Symbol.iterator]: () => deals(world) };
  const price = (deal: Deal): number => inCurrency(deal.product.priceCents, deal.customer.area);
  return [
    leads(world),
    table('opportunity', all, {
      id: (deal) => deal.id,
      name: (deal) => `${deal.product.name} × ${String(deal.quantity)}`,
      customer_id: (deal) => deal.customer.id,
      stage: (deal) => deal.stage,
      probability: (deal) => stageOutlook[deal.stage].probability,
      amount_minor: (deal) => price(deal) * deal.quantity,
      currency: (deal) => deal.customer.area.currency,
      forecast_category: (deal) => stageOutlook[deal.stage].forecast,
      expected_close_date: (deal) => date(deal.closeOn),
      owner_id: (deal) => deal.customer.ownerId,
      created_at: (deal) => isoMoment(world.today - 20 - deal.at, 0.3),
      version: 1,
    }),
    table('opportunity_line', all, {
      id: (deal) => world.id('opportunity-line', deal.customer.index, deal.at),
      opportunity_id: (deal) => deal.id,
      line_number: 1,
      product_id: (deal) => deal.product.id,
      quantity: (deal) => deal.quantity,
      expected_unit_price_minor: price,
      currency: (deal) => deal.customer.area.currency,
      expected_ship_date: (deal) => date(deal.closeOn + 21),
    }),
    table('stage_change', all, {
      id: (deal) => world.id('stage-change', deal.customer.index, deal.at),
      opportunity_id: (deal) => deal.id,
      from_stage: null,
      to_stage: (deal) => deal.stage,
      at: (deal) => isoMoment(world.today - 20 - deal.at, 0.3),
      by_user_id: (deal) => deal.customer.ownerId,
    }),
  ];
}

const leadStates = ['QUALIFIED', 'NEW', 'WORKING', 'QUALIFIED', 'ASSIGNED'] as const;

function leads(world: World): TableRows {
  return table('lead', world.leadPeople.entries(), {
    id: ([index]) => world.id('lead', index),
    pseudonym: ([index]) => `L-${String(10_000 + index)}`,
    person_id: ([, person]) => person.id,
    company_name: ([index]) => `Prospect Example ${String(index)}`,
    status: ([index]) => leadStates[index % leadStates.length] ?? 'NEW',
    source: 'WEB_SITE',
    score: ([index]) => world.random('lead', index).between(10, 95),
    budget: true,
    authority: true,
    need: true,
    timeline_days: 60,
    owner_id: ([index]) => world.reps[index % world.reps.length] ?? null,
    received_via: 'WEB_SITE',
    created_at: ([index]) => isoMoment(world.today - 5 - (index % 20), 0.5),
    version: 1,
  });
}

function crmStatus(order: WorldOrder): string {
  if (reached(order, 'paid')) return 'CLOSED';
  if (reached(order, 'released')) return 'RELEASED_TO_ERP';
  if (reached(order, 'signed')) return 'SIGNED';
  return reached(order, 'awaiting') ? 'AWAITING_SIGNATURE' : 'DRAFT';
}

const where = <Item>(items: Iterable<Item>, keep: (item: Item) => boolean): Iterable<Item> =>
  flat(items, (item) => (keep(item) ? [item] : []));

/** The fingerprint that the store itself would take, so that a seeded order can be signed and released. */
const fingerprint = (order: WorldOrder): string =>
  documentSha256(
    {
      number: order.number,
      customerId: order.customer.id,
      contractId: null,
      orderDate: date(order.day),
      purchaseOrderRef: referenceOf(order),
      billToAddressId: order.customer.billingAddressId,
      shipToAddressId: order.customer.shippingAddressId,
      currency: order.customer.area.currency,
      netTotalMinor: String(order.netMinor),
      discountTotalMinor: '0',
    },
    order.lines.map((line) => ({
      lineNumber: line.lineNumber,
      productId: line.product.id,
      quantity: String(line.quantity),
      unitPriceMinor: String(line.unitPriceMinor),
      discountPct: '0',
      netAmountMinor: String(line.netMinor),
      requestedDate: date(order.requestedOn),
    })),
  );

const referenceOf = (order: WorldOrder): string => `PO-${String(order.index)}`;

function orders(world: World): TableRows[] {
  const envelope = (order: WorldOrder): string => world.id('envelope', order.index);
  const sent = where(world.orders, (order) => reached(order, 'awaiting'));
  return [
    table('signature_envelope', sent, {
      id: envelope,
      customer_id: (order) => order.customer.id,
      provider: 'example-sign',
      external_id: (order) => `env-${String(order.index)}`,
      status: (order) => (reached(order, 'signed') ? 'SIGNED' : 'SENT'),
      document_sha256: fingerprint,
      signer_person_ids: (order) => [order.customer.people[0]?.id ?? ''],
      sent_at: (order) => isoMoment(order.day, 0.5),
      completed_at: (order) => (reached(order, 'signed') ? isoMoment(order.day, 0.8) : null),
    }),
    table('sales_order', world.orders, {
      id: (order) => order.id,
      number: (order) => order.number,
      customer_id: (order) => order.customer.id,
      status: crmStatus,
      order_type: 'NEW',
      purchase_order_ref: referenceOf,
      order_date: (order) => date(order.day),
      signed_at: (order) => (reached(order, 'signed') ? isoMoment(order.day, 0.8) : null),
      signature_id: (order) => (reached(order, 'awaiting') ? envelope(order) : null),
      bill_to_address_id: (order) => order.customer.billingAddressId,
      ship_to_address_id: (order) => order.customer.shippingAddressId,
      currency: (order) => order.customer.area.currency,
      net_total_minor: (order) => order.netMinor,
      discount_total_minor: 0,
      sales_rep_id: (order) => order.customer.ownerId,
      created_at: (order) => isoMoment(order.day, 0.3),
      version: 1,
    }),
    orderLines(world),
    statusChanges(world),
    ...gate(world),
  ];
}

const orderLines = (world: World): TableRows =>
  table(
    'sales_order_line',
    flat(world.orders, (order) => order.lines.map((line) => ({ order, line }))),
    {
      id: ({ line }) => line.id,
      order_id: ({ order }) => order.id,
      line_number: ({ line }) => line.lineNumber,
      product_id: ({ line }) => line.product.id,
      quantity: ({ line }) => line.quantity,
      unit_price_minor: ({ line }) => line.unitPriceMinor,
      discount_pct: 0,
      net_amount_minor: ({ line }) => line.netMinor,
      currency: ({ order }) => order.customer.area.currency,
      requested_date: ({ order }) => date(order.requestedOn),
    },
  );

const statusChanges = (world: World): TableRows =>
  table('sales_order_status_change', world.orders, {
    id: (order) => world.id('order-status', order.index),
    order_id: (order) => order.id,
    from_status: null,
    to_status: crmStatus,
    at: (order) => isoMoment(order.day, 0.9),
    by_user_id: (order) => order.customer.ownerId,
  });

const rules = [
  'ORDER_IS_SIGNED',
  'SIGNATURE_VALID',
  'NOT_DUPLICATE',
  'ACCOUNT_CONFIRMED',
  'CREDIT_APPROVED',
] as const;

function gate(world: World): TableRows[] {
  const released = where(world.orders, (order) => reached(order, 'released'));
  return [
    table('gate_decision', released, {
      id: (order) => world.id('gate', order.index),
      order_id: (order) => order.id,
      allowed: true,
      at: (order) => isoMoment(order.day, 0.95),
      erp_instance_id: (order) => world.id('erp', order.customer.area.entity),
      crossed_fields: [
        'orderId',
        'customerId',
        'shipToAddressId',
        'lines',
        'amountMinor',
        'currency',
      ],
    }),
    table(
      'gate_check',
      flat(released, (order) => rules.map((rule) => ({ order, rule }))),
      {
        id: ({ order, rule }) => world.id('gate-check', order.index, rule),
        decision_id: ({ order }) => world.id('gate', order.index),
        rule: ({ rule }) => rule,
        passed: true,
      },
    ),
  ];
}

const subjects = [
  'Leak at the gasket',
  'Invoice shows another quantity',
  'Question on maintenance',
  'Delivery incomplete',
] as const;

function service(world: World): TableRows[] {
  const complaining = where(world.customers, (customer) => customer.index % 3 === 0);
  return [
    table(
      'contract',
      where(world.customers, (customer) => customer.active && customer.index % 4 === 0),
      {
        id: (customer) => world.id('contract', customer.index),
        number: (customer) => `CT-${String(10_000 + customer.index)}`,
        customer_id: (customer) => customer.id,
        status: 'ACTIVE',
        start_date: (customer) => date(customer.createdOn),
        end_date: (customer) => date(customer.createdOn + 2_000),
        auto_renew: true,
        notice_days: 90,
        value_minor: (customer) =>
          world.random('contract', customer.index).between(10, 900) * 10_000,
        currency: (customer) => customer.area.currency,
        version: 1,
      },
    ),
    table('service_case', complaining, {
      id: (customer) => world.id('case', customer.index),
      number: (customer) => `CS-${String(20_000 + customer.index)}`,
      customer_id: (customer) => customer.id,
      contact_id: (customer) => world.id('contact', customer.people[0]?.index ?? 0),
      subject: (customer) => world.random('case', customer.index).pick(subjects),
      status: 'OPEN',
      priority: (customer) =>
        world.random('case-priority', customer.index).pick(['LOW', 'NORMAL', 'HIGH']),
      warranty_claim: false,
      opened_at: isoMoment(world.today - 3, 0.4),
      sla_due_at: isoMoment(world.today + 2, 0.4),
    }),
  ];
}
