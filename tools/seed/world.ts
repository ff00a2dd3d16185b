import { isoDate, type Day, type Quarter } from './calendar.ts';
import type { SyntheticPerson } from './people.ts';
import type { Random } from './random.ts';

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

/** `amount × rate / 1000`, rounded half to even, in whole minor units. */
export function halfEvenPerMille(amount: number, rate: number): number {
  const product = amount * rate;
  const whole = Math.floor(product / 1000);
  const rest = product - whole * 1000;
  return rest > 500 || (rest === 500 && whole % 2 === 1) ? whole + 1 : whole;
}

/** The day as a row writes it. */
export const date = isoDate;
