import { completedQuarterBefore, isoDate, orderDay, type Day, type Quarter } from './calendar.ts';
import { syntheticCompany, syntheticPerson, type SyntheticPerson } from './people.ts';
import { randomFor, seededId, type Random } from './random.ts';

/** How large a world is. `S` is there in seconds, `M` in minutes. */
export const sizes = {
  S: { customers: 50, products: 16, orders: 240, leads: 12 },
  M: { customers: 10_000, products: 400, orders: 100_000, leads: 800 },
} as const;
export type Size = keyof typeof sizes;

/** A sales area, its currency, and the legal entity that bills it. */
export interface Area {
  readonly countryCode: string;
  readonly name: string;
  readonly currency: 'EUR' | 'GBP' | 'JPY';
  readonly exponent: number;
  readonly entity: 'eu' | 'uk' | 'jp';
  /** The entity's standard rate, in thousandths. */
  readonly taxPerMille: number;
}

export const areas: readonly Area[] = [
  {
    countryCode: 'FR',
    name: 'France',
    currency: 'EUR',
    exponent: 2,
    entity: 'eu',
    taxPerMille: 200,
  },
  {
    countryCode: 'DE',
    name: 'Germany',
    currency: 'EUR',
    exponent: 2,
    entity: 'eu',
    taxPerMille: 200,
  },
  {
    countryCode: 'NL',
    name: 'Netherlands',
    currency: 'EUR',
    exponent: 2,
    entity: 'eu',
    taxPerMille: 200,
  },
  {
    countryCode: 'ES',
    name: 'Spain',
    currency: 'EUR',
    exponent: 2,
    entity: 'eu',
    taxPerMille: 200,
  },
  {
    countryCode: 'IT',
    name: 'Italy',
    currency: 'EUR',
    exponent: 2,
    entity: 'eu',
    taxPerMille: 200,
  },
  {
    countryCode: 'GB',
    name: 'United Kingdom',
    currency: 'GBP',
    exponent: 2,
    entity: 'uk',
    taxPerMille: 200,
  },
  {
    countryCode: 'JP',
    name: 'Japan',
    currency: 'JPY',
    exponent: 0,
    entity: 'jp',
    taxPerMille: 100,
  },
];

export type CustomerKind = 'COMPANY' | 'PUBLIC_BODY' | 'PERSON' | 'SOLE_TRADER';
export type PartyKind = 'LEGAL_PERSON' | 'NATURAL_PERSON' | 'SOLE_TRADER';

export interface WorldPerson extends SyntheticPerson {
  readonly id: string;
  readonly index: number;
}

export interface WorldCustomer {
  readonly id: string;
  readonly index: number;
  readonly number: string;
  readonly kind: CustomerKind;
  readonly partyKind: PartyKind;
  readonly active: boolean;
  readonly tradeName: string | null;
  readonly legalName: string | null;
  readonly area: Area;
  readonly ownerId: string;
  readonly createdOn: Day;
  readonly people: readonly WorldPerson[];
  readonly billingAddressId: string;
  readonly shippingAddressId: string;
}

export interface WorldProduct {
  readonly id: string;
  readonly index: number;
  readonly sku: string;
  readonly name: string;
  /** Price in euro cents; other currencies at fixed planning rates. */
  readonly priceCents: number;
  readonly leadTimeDays: number;
}

/** How far an order has come; each stage includes those before it. */
export const orderStages = [
  'draft',
  'awaiting',
  'signed',
  'released',
  'promised',
  'allocated',
  'shipped',
  'billed',
  'part-paid',
  'paid',
] as const;
export type OrderStage = (typeof orderStages)[number];

export interface WorldLine {
  readonly id: string;
  readonly lineNumber: number;
  readonly product: WorldProduct;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
}

export interface WorldOrder {
  readonly id: string;
  readonly index: number;
  readonly number: string;
  readonly customer: WorldCustomer;
  readonly day: Day;
  readonly stage: OrderStage;
  readonly lines: readonly WorldLine[];
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly requestedOn: Day;
  readonly promisedOn: Day;
  readonly originalPromisedOn: Day;
  readonly shippedOn: Day;
  readonly deliveredOn: Day;
  readonly billedOn: Day;
  readonly dueOn: Day;
  readonly paidOn: Day;
}

export interface World {
  readonly seed: number;
  readonly size: Size;
  /** The frozen clock: nothing in the world is later than this day. */
  readonly today: Day;
  readonly quarter: Quarter;
  readonly reps: readonly string[];
  readonly customers: readonly WorldCustomer[];
  readonly products: readonly WorldProduct[];
  readonly orders: readonly WorldOrder[];
  readonly leadPeople: readonly WorldPerson[];
  readonly id: (kind: string, ...parts: readonly (string | number)[]) => string;
  readonly random: (...name: readonly (string | number)[]) => Random;
}

export const reached = (order: WorldOrder, stage: OrderStage): boolean =>
  orderStages.indexOf(order.stage) >= orderStages.indexOf(stage);

/** Euro cents in an area's minor units, at the fixed planning rates 1 EUR = 0.85 GBP = 160 JPY. */
export function inCurrency(cents: number, area: Area): number {
  switch (area.currency) {
    case 'EUR':
      return cents;
    case 'GBP':
      return Math.round(cents * 0.85);
    case 'JPY':
      return Math.round((cents * 160) / 100);
  }
}

export function createWorld(size: Size, seed: number, today: Day): World {
  const counts = sizes[size];
  const id = (kind: string, ...parts: readonly (string | number)[]): string =>
    seededId(seed, kind, ...parts);
  const random = (...name: readonly (string | number)[]): Random => randomFor(seed, ...name);
  const reps = Array.from({ length: Math.max(4, Math.ceil(counts.customers / 100)) }, (_, index) =>
    id('rep', index),
  );
  const maker: Maker = {
    seed,
    today,
    quarter: completedQuarterBefore(today),
    id,
    random,
    reps,
    personCount: 0,
  };
  const products = Array.from({ length: counts.products }, (_, index) => makeProduct(maker, index));
  const customers = Array.from({ length: counts.customers }, (_, index) =>
    makeCustomer(maker, index),
  );
  const buyers = customers.filter(({ active }) => active);
  const orders = Array.from({ length: counts.orders }, (_, index) =>
    makeOrder(maker, index, buyers, products),
  );
  const leadPeople = Array.from({ length: counts.leads }, () => makePerson(maker));
  return {
    seed,
    size,
    today,
    quarter: maker.quarter,
    reps,
    customers,
    products,
    orders,
    leadPeople,
    id,
    random,
  };
}

interface Maker {
  readonly seed: number;
  readonly today: Day;
  readonly quarter: Quarter;
  readonly id: World['id'];
  readonly random: World['random'];
  readonly reps: readonly string[];
  personCount: number;
}

function makePerson(maker: Maker): WorldPerson {
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

function makeProduct(maker: Maker, index: number): WorldProduct {
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

function makeCustomer(maker: Maker, index: number): WorldCustomer {
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

function makeOrder(
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

/** `amount × rate / 1000`, rounded half to even, in whole minor units. */
export function halfEvenPerMille(amount: number, rate: number): number {
  const product = amount * rate;
  const whole = Math.floor(product / 1000);
  const rest = product - whole * 1000;
  return rest > 500 || (rest === 500 && whole % 2 === 1) ? whole + 1 : whole;
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

/** The day as a row writes it. */
export const date = isoDate;
