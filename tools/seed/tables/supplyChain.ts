import { isoMoment } from '../calendar.ts';
import type { TableRows } from '../copy.ts';
import { flat, table } from '../table.ts';
import { date, reached, type World, type WorldLine, type WorldOrder } from '../world.ts';

/** The rows of the supply-chain store, in the order of its foreign keys. */
export function supplyChainTables(world: World): TableRows[] {
  return [
    ...products(world),
    ...places(world),
    openingStock(world),
    ...demand(world),
    ...shipments(world),
    issues(world),
    allocations(world),
  ];
}

const categories = ['Pumps', 'Valves', 'Parts'] as const;

function products(world: World): TableRows[] {
  return [
    table('unit_of_measure', ['EA'], { code: (code) => code, name: 'Each', decimals: 0 }),
    table('product_category', categories, {
      id: (name) => world.id('category', name),
      name: (name) => name,
    }),
    table('product', world.products, {
      id: (product) => product.id,
      sku: (product) => product.sku,
      name: (product) => product.name,
      description: null,
      kind: 'FINISHED_GOOD',
      category_id: (product) =>
        world.id('category', categories[product.index % categories.length] ?? 'Parts'),
      uom_code: 'EA',
      make_or_buy: (product) => (product.index % 2 === 0 ? 'MAKE' : 'BUY'),
      status: 'ACTIVE',
      lead_time_days: (product) => product.leadTimeDays,
      safety_stock: 20,
      reorder_point: 40,
      weight_grams: (product) => 200 + (product.index % 50) * 100,
      warranty_months: 24,
      standard_cost_minor: (product) => Math.round(product.priceCents * 0.6),
      standard_cost_currency: 'EUR',
    }),
  ];
}

const plants = [
  { code: 'LYS', name: 'Lyon works', country: 'FR', zone: 'Europe/Paris' },
  { code: 'HAM', name: 'Hamburg works', country: 'DE', zone: 'Europe/Berlin' },
] as const;
const carriers = ['Example Parcel', 'Sample Freight'] as const;

const plantOf = (order: WorldOrder): string => plants[order.index % plants.length]?.code ?? 'LYS';

function places(world: World): TableRows[] {
  const warehouse = (code: string): string => world.id('warehouse', code);
  const locations = [
    ...plants.map(({ code }) => ({
      key: code,
      code: `${code}-STOCK`,
      usage: 'INTERNAL',
      warehouse: warehouse(code),
    })),
    { key: 'SUPPLIER', code: 'SUPPLIER', usage: 'SUPPLIER', warehouse: null },
    { key: 'CUSTOMER', code: 'CUSTOMER', usage: 'CUSTOMER', warehouse: null },
    { key: 'SCRAP', code: 'SCRAP', usage: 'SCRAP', warehouse: null },
  ];
  return [
    table('carrier', carriers, {
      id: (name) => world.id('carrier', name),
      name: (name) => name,
      tracking_url_template: (name) =>
        `https://${name.toLowerCase().replace(' ', '-')}.example/track/{number}`,
      transit_days: 2,
    }),
    table('plant', plants, {
      id: ({ code }) => world.id('plant', code),
      code: ({ code }) => code,
      name: ({ name }) => name,
      country_code: ({ country }) => country,
      timezone: ({ zone }) => zone,
      address_line: ({ name }) => `${name}, Example Street 1`,
      handling_days: 1,
    }),
    table('warehouse', plants, {
      id: ({ code }) => warehouse(code),
      code: ({ code }) => `W-${code}`,
      plant_id: ({ code }) => world.id('plant', code),
      default_carrier_id: world.id('carrier', carriers[0]),
    }),
    table('storage_location', locations, {
      id: ({ key }) => world.id('location', key),
      code: ({ code }) => code,
      usage: ({ usage }) => usage,
      warehouse_id: (location) => location.warehouse,
    }),
  ];
}

const shippedLines = (world: World): Iterable<{ order: WorldOrder; line: WorldLine }> =>
  flat(world.orders, (order) =>
    reached(order, 'shipped') ? order.lines.map((line) => ({ order, line })) : [],
  );

/** Enough of every product in every plant for all that left since, and 500 for what comes. */
function openingStock(world: World): TableRows {
  const needed = new Map<string, number>();
  for (const order of world.orders) {
    if (!reached(order, 'allocated')) continue;
    for (const line of order.lines) {
      const key = `${plantOf(order)}/${line.product.id}`;
      needed.set(key, (needed.get(key) ?? 0) + line.quantity);
    }
  }
  const all = flat(plants, ({ code }) => world.products.map((product) => ({ code, product })));
  return table('stock_move', all, {
    id: ({ code, product }) => world.id('move', 'opening', code, product.index),
    product_id: ({ product }) => product.id,
    quantity: ({ code, product }) => (needed.get(`${code}/${product.id}`) ?? 0) + 500,
    uom_code: 'EA',
    from_location_id: world.id('location', 'SUPPLIER'),
    to_location_id: ({ code }) => world.id('location', code),
    state: 'DONE',
    reason: 'OPENING',
    reference: 'opening',
    at: isoMoment(world.quarter.start - 10, 0.1),
  });
}

function fulfilmentStatus(order: WorldOrder): string {
  if (reached(order, 'billed')) return 'DELIVERED';
  if (reached(order, 'shipped')) return 'SHIPPED';
  if (reached(order, 'allocated')) return 'ALLOCATED';
  return reached(order, 'promised') ? 'PROMISED' : 'ACCEPTED';
}

function demand(world: World): TableRows[] {
  const released = {
    [Symbol.iterator]: () => world.orders.filter((order) => reached(order, 'released')).values(),
  };
  const known = world.customers.filter((customer) => customer.active);
  return [
    table('party_kind', known, {
      customer_id: (customer) => customer.id,
      kind: (customer) => customer.partyKind,
    }),
    table('fulfilment_order', released, {
      id: (order) => world.id('fulfilment', order.index),
      sales_order_id: (order) => order.id,
      customer_id: (order) => order.customer.id,
      ship_to_address_id: (order) => order.customer.shippingAddressId,
      plant_id: (order) => world.id('plant', plantOf(order)),
      status: fulfilmentStatus,
      accepted_at: (order) => isoMoment(order.day, 0.97),
      version: 1,
    }),
    table(
      'fulfilment_line',
      flat(released, (order) => order.lines.map((line) => ({ order, line }))),
      {
        sales_order_line_id: ({ line }) => line.id,
        fulfilment_id: ({ order }) => world.id('fulfilment', order.index),
        position: ({ line }) => line.lineNumber,
        product_id: ({ line }) => line.product.id,
        ordered: ({ line }) => line.quantity,
        requested_date: ({ order }) => date(order.requestedOn),
        allocated: 0,
        shipped: ({ order, line }) => (reached(order, 'shipped') ? line.quantity : 0),
      },
    ),
    ...promises(world),
  ];
}

function promises(world: World): TableRows[] {
  const promised = flat(world.orders, (order) => (reached(order, 'promised') ? [order] : []));
  const lines = flat(promised, (order) => order.lines.map((line) => ({ order, line })));
  const kept = (order: WorldOrder): string => {
    if (!reached(order, 'shipped')) return 'CONFIRMED';
    return order.shippedOn <= order.originalPromisedOn ? 'KEPT' : 'BROKEN';
  };
  const moved = flat(lines, (entry) =>
    entry.order.promisedOn === entry.order.originalPromisedOn ? [] : [entry],
  );
  return [
    table('promise', lines, {
      id: ({ line }) => world.id('promise', line.id),
      sales_order_line_id: ({ line }) => line.id,
      fulfilment_id: ({ order }) => world.id('fulfilment', order.index),
      customer_id: ({ order }) => order.customer.id,
      plant_id: ({ order }) => world.id('plant', plantOf(order)),
      quantity: ({ line }) => line.quantity,
      promised_date: ({ order }) => date(order.promisedOn),
      original_promised_date: ({ order }) => date(order.originalPromisedOn),
      method: 'STOCK',
      status: ({ order }) => kept(order),
    }),
    table('promise_revision', moved, {
      id: ({ line }) => world.id('promise-revision', line.id),
      promise_id: ({ line }) => world.id('promise', line.id),
      from_date: ({ order }) => date(order.originalPromisedOn),
      to_date: ({ order }) => date(order.promisedOn),
      at: ({ order }) => isoMoment(order.day + 1, 0.5),
      reason: 'Supplier late',
    }),
  ];
}

function shipments(world: World): TableRows[] {
  const sent = {
    [Symbol.iterator]: () => world.orders.filter((order) => reached(order, 'shipped')).values(),
  };
  const delivered = (order: WorldOrder): boolean =>
    reached(order, 'billed') && order.deliveredOn <= world.today;
  const id = (order: WorldOrder): string => world.id('shipment', order.index);
  const tracking = (order: WorldOrder): string => `EX${String(10_000_000 + order.index)}`;
  return [
    table('shipment', sent, {
      id,
      number: (order) => `SH-${String(order.index + 1).padStart(7, '0')}`,
      fulfilment_id: (order) => world.id('fulfilment', order.index),
      sales_order_id: (order) => order.id,
      customer_id: (order) => order.customer.id,
      status: (order) => (delivered(order) ? 'DELIVERED' : 'GOODS_ISSUED'),
      warehouse_id: (order) => world.id('warehouse', plantOf(order)),
      carrier_id: (order) =>
        world.id('carrier', carriers[order.index % carriers.length] ?? carriers[0]),
      service: 'STANDARD',
      tracking_number: tracking,
      ship_to_address_id: (order) => order.customer.shippingAddressId,
      planned_at: (order) => isoMoment(order.shippedOn - 1, 0.3),
      goods_issue_at: (order) => isoMoment(order.shippedOn, 0.6),
      estimated_delivery: (order) => date(order.deliveredOn),
      delivered_at: (order) => (delivered(order) ? isoMoment(order.deliveredOn, 0.4) : null),
      version: 4,
    }),
    table('shipment_line', shippedLines(world), {
      id: ({ line }) => world.id('shipment-line', line.id),
      shipment_id: ({ order }) => id(order),
      sales_order_line_id: ({ line }) => line.id,
      product_id: ({ line }) => line.product.id,
      quantity: ({ line }) => line.quantity,
      serials: [],
    }),
    table('package', sent, {
      id: (order) => world.id('package', order.index),
      shipment_id: id,
      weight_grams: (order) => 1_000 + (order.index % 40) * 250,
      tracking_number: tracking,
    }),
    table('tracking_event', sent, {
      id: (order) => world.id('event', order.index),
      shipment_id: id,
      at: (order) => isoMoment(order.shippedOn, 0.6),
      code: 'GOODS_ISSUED',
      text: 'Left the warehouse',
      location_country: (order) => (plantOf(order) === 'LYS' ? 'FR' : 'DE'),
    }),
    table('number_series', ['shipment'], {
      series: (name) => name,
      last_number: world.orders.length,
    }),
  ];
}

const issues = (world: World): TableRows =>
  table('stock_move', shippedLines(world), {
    id: ({ line }) => world.id('move', 'issue', line.id),
    product_id: ({ line }) => line.product.id,
    quantity: ({ line }) => line.quantity,
    uom_code: 'EA',
    from_location_id: ({ order }) => world.id('location', plantOf(order)),
    to_location_id: world.id('location', 'CUSTOMER'),
    state: 'DONE',
    reason: 'SHIPMENT',
    reference: ({ order }) => world.id('shipment', order.index),
    at: ({ order }) => isoMoment(order.shippedOn, 0.6),
  });

/** Stock that is reserved at this moment; the store's own trigger carries it to balance and line. */
function allocations(world: World): TableRows {
  const reserved = flat(world.orders, (order) =>
    order.stage === 'allocated' ? order.lines.map((line) => ({ order, line })) : [],
  );
  return table('allocation', reserved, {
    id: ({ line }) => world.id('stock-allocation', line.id),
    sales_order_line_id: ({ line }) => line.id,
    product_id: ({ line }) => line.product.id,
    location_id: ({ order }) => world.id('location', plantOf(order)),
    quantity: ({ line }) => line.quantity,
    kind: 'HARD',
    at: ({ order }) => isoMoment(order.day + 1, 0.5),
  });
}
