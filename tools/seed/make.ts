import { orderDay, type Day, type Quarter } from './calendar.ts';
import { syntheticCompany, syntheticPerson } from './people.ts';
import type { Random } from './random.ts';
import {
  areas,
  halfEvenPerMille,
  inCurrency,
  type CustomerKind,
  type OrderStage,
  type PartyKind,
  type World,
  type WorldCustomer,
  type WorldLine,
  type WorldOrder,
  type WorldPerson,
  type WorldProduct,
} from './world.ts';

export interface Maker {
  readonly seed: number;
  readonly today: Day;
  readonly quarter: Quarter;
  readonly id: World['id'];
  readonly random: World['random'];
  readonly reps: readonly string[];
  personCount: number;
}

export function makePerson(maker: Maker): WorldPerson {
  const index = maker.personCount;
  maker.personCount += 1;
  return {
    ...syntheticPerson(index, maker.random('person', index)),
    id: maker.id('person', index),
    index,
  };
}

const productNouns = [
  'Pump',
  'Valve',
  'Filter',
  'Sensor',
  'Motor',
  'Bearing',
  'Gasket',
  'Controller',
] as const;
const productGrades = ['Standard', 'Plus', 'Pro', 'Marine'] as const;

export function makeProduct(maker: Maker, index: number): WorldProduct {
  const random = maker.random('product', index);
  return {
    id: maker.id('product', index),
    index,
    sku: `RX-${String(1000 + index)}`,
    name: `${random.pick(productNouns)} ${random.pick(productGrades)} ${String(100 + index)}`,
    priceCents: random.between(20, 900) * 50,
    leadTimeDays: random.between(3, 30),
  };
}

/** Seven in ten customers are companies, one a public body, one a person, one a sole trader. */
const kinds: readonly CustomerKind[] = [
  'COMPANY',
  'COMPANY',
  'PUBLIC_BODY',
  'PERSON',
  'COMPANY',
  'COMPANY',
  'SOLE_TRADER',
  'COMPANY',
  'COMPANY',
  'COMPANY',
];
const partyKinds: Readonly<Record<CustomerKind, PartyKind>> = {
  COMPANY: 'LEGAL_PERSON',
  PUBLIC_BODY: 'LEGAL_PERSON',
  PERSON: 'NATURAL_PERSON',
  SOLE_TRADER: 'SOLE_TRADER',
};

export function makeCustomer(maker: Maker, index: number): WorldCustomer {
  const random = maker.random('customer', index);
  const kind = kinds[index % kinds.length] ?? 'COMPANY';
  const partyKind = partyKinds[kind];
  const area = areas[index % areas.length] ?? random.pick(areas);
  const company =
    partyKind === 'LEGAL_PERSON'
      ? syntheticCompany(index, area.countryCode, kind === 'PUBLIC_BODY', random)
      : undefined;
  const people = Array.from({ length: company === undefined ? 1 : random.between(2, 4) }, () =>
    makePerson(maker),
  );
  return {
    id: maker.id('customer', index),
    index,
    number: `C-${String(100_000 + index)}`,
    kind,
    partyKind,
    active: index % 8 !== 5,
    tradeName: company?.tradeName ?? null,
    legalName: company?.legalName ?? null,
    area,
    ownerId: random.pick(maker.reps),
    createdOn: maker.quarter.start - random.between(30, 1_500),
    people,
    billingAddressId: maker.id('address', index, 'billing'),
    shippingAddressId: maker.id('address', index, 'shipping'),
  };
}

export function makeOrder(
  maker: Maker,
  index: number,
  buyers: readonly WorldCustomer[],
  products: readonly WorldProduct[],
): WorldOrder {
  const random = maker.random('order', index);
  const customer =
    buyers[index < buyers.length ? index : random.between(0, buyers.length - 1)] ??
    random.pick(buyers);
  // Nine orders in ten follow the quarter's shape; the rest are this quarter's, up to today.
  const day = random.chance(0.9)
    ? orderDay(maker.quarter, random)
    : random.between(maker.quarter.end + 1, maker.today);
  const id = maker.id('order', index);
  const lines = Array.from({ length: random.between(1, 4) }, (_, at) =>
    makeLine(maker, id, at, customer, random.pick(products), random),
  );
  const dates = orderDates(day, random);
  return {
    id,
    index,
    number: `SO-${String(1_000_000 + index)}`,
    customer,
    day,
    stage: stageOf(dates, maker.today, random),
    lines,
    netMinor: lines.reduce((sum, line) => sum + line.netMinor, 0),
    taxMinor: lines.reduce((sum, line) => sum + line.taxMinor, 0),
    ...dates,
  };
}

function makeLine(
  maker: Maker,
  orderId: string,
  at: number,
  customer: WorldCustomer,
  product: WorldProduct,
  random: Random,
): WorldLine {
  const quantity = random.between(1, 20);
  const unitPriceMinor = inCurrency(product.priceCents, customer.area);
  const netMinor = quantity * unitPriceMinor;
  return {
    id: maker.id('order-line', orderId, at),
    lineNumber: at + 1,
    product,
    quantity,
    unitPriceMinor,
    netMinor,
    taxMinor: halfEvenPerMille(netMinor, customer.area.taxPerMille),
  };
}

type OrderDates = Pick<
  WorldOrder,
  | 'requestedOn'
  | 'promisedOn'
  | 'originalPromisedOn'
  | 'shippedOn'
  | 'deliveredOn'
  | 'billedOn'
  | 'dueOn'
  | 'paidOn'
>;

function orderDates(day: Day, random: Random): OrderDates {
  const requestedOn = day + random.between(5, 20);
  const originalPromisedOn = requestedOn + random.between(0, 3);
  const slip = random.chance(0.1) ? random.between(2, 7) : 0;
  const promisedOn = originalPromisedOn + slip;
  const shippedOn = promisedOn - random.between(1, 3);
  const billedOn = shippedOn + 1;
  const dueOn = billedOn + 30;
  return {
    requestedOn,
    promisedOn,
    originalPromisedOn,
    shippedOn,
    deliveredOn: shippedOn + random.between(1, 3),
    billedOn,
    dueOn,
    paidOn: dueOn + random.between(-20, 40),
  };
}

function stageOf(dates: OrderDates, today: Day, random: Random): OrderStage {
  if (dates.shippedOn > today)
    return random.pick([
      'draft',
      'awaiting',
      'signed',
      'released',
      'promised',
      'allocated',
    ] as const);
  if (dates.billedOn > today) return 'shipped';
  if (random.chance(0.05)) return 'part-paid';
  return dates.paidOn <= today && random.chance(0.9) ? 'paid' : 'billed';
}
