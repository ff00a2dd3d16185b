import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CommandFailure } from '../../cli/command.ts';
import { eventually } from '../../start/processes.ts';
import { payloadOf, type Client, type Outcome } from '../client.ts';
import {
  AddressAdded,
  CreditChecked,
  Leads,
  OrderCreated,
  OrderSeen,
  Prospects,
  Shelf,
  SignatureAsked,
} from './shapes.ts';

/** Whoever buys in this proof. */
export interface Buyer {
  readonly customerId: string;
  readonly addressId: string;
  readonly signerId: string;
}

interface FormLine {
  readonly productId: string;
  readonly quantity: string;
  readonly requestedDate: string;
}

/** What a client sends to make an order, and sends again word for word if no answer comes. */
export interface OrderForm {
  readonly buyer: Buyer;
  readonly reference: string;
  readonly lines: readonly FormLine[];
  readonly input: Readonly<Record<string, unknown>>;
}

/** An order as the client knows it from the answer to its own command. */
export interface Order extends Pick<OrderForm, 'buyer' | 'reference'> {
  readonly id: string;
  readonly version: number;
  readonly amountMinor: string;
  readonly lines: readonly (FormLine & { readonly lineId: string })[];
}

export interface Signature {
  readonly id: string;
  readonly expectedVersion: number;
  readonly envelopeId: string;
  readonly documentSha256: string;
  readonly completedAt: string;
}

/** The steps of an order from the form to the gate, through the gateway, as people take them. */
export interface Desk {
  /** Everybody who has not bought yet, each with an address. */
  readonly prospects: () => Promise<readonly Buyer[]>;
  readonly form: (buyer: Buyer) => OrderForm;
  readonly create: (form: OrderForm) => Promise<Outcome>;
  readonly requestSignature: (order: Order) => Promise<Signature>;
  readonly sign: (signature: Signature) => Promise<Outcome>;
  /** By finance, of a customer whose account was handed over. */
  readonly confirmAccount: (buyer: Buyer) => Promise<void>;
  readonly approveCredit: (order: Order) => Promise<void>;
  readonly release: (order: Order) => Promise<Outcome>;
  /** The order's state and version now. */
  readonly look: (id: string) => Promise<{ readonly status: string; readonly version: number }>;
}

export const deskPersonas = ['account-manager', 'accountant', 'credit-controller'] as const;

const screen = (subjects: number): string =>
  `@screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: ${String(subjects)})`;
const currency = 'EUR';
/** Of each customer of this proof. */
export const creditLimitMinor = 99_999_999_999n;
const arrivalDeadlineMs = 20_000;

export async function openDesk(client: Client, today: string): Promise<Desk> {
  const shelf = await readShelf(client);
  let forms = 0;
  const manage = (name: string, variables: Readonly<Record<string, unknown>>): Promise<Outcome> =>
    client.command('account-manager', name, variables);
  return {
    prospects: () => findProspects(client, shelf, today),
    form: (buyer) => {
      forms += 1;
      return fillForm(buyer, shelf, forms, today);
    },
    create: ({ input }) => manage('createSalesOrder', { input }),
    requestSignature: (order) => requestSignature(client, order),
    sign: (signature) => manage('recordOrderSignature', { ...signature }),
    confirmAccount: (buyer) => confirmAccount(client, buyer),
    approveCredit: (order) => approveCredit(client, order),
    release: ({ id, version }) => manage('releaseOrderToErp', { id, expectedVersion: version }),
    look: async (id) => {
      const text = `query Look($id: ID!) ${screen(1)} { salesOrder(id: $id) { status version } }`;
      return (await client.read('account-manager', OrderSeen, text, { id })).salesOrder;
    },
  };
}

interface Wares {
  readonly productIds: readonly string[];
  readonly priceListId: string;
  readonly territoryId: string;
}

async function readShelf(client: Client): Promise<Wares> {
  const { products, priceLists, territories } = await client.read(
    'account-manager',
    Shelf,
    `query Shelf ${screen(0)} {
      products(first: 5) { edges { node { id } } }
      priceLists(first: 10) { edges { node { id currency } } }
      territories { id } }`,
  );
  const priceList = priceLists.edges.find(({ node }) => node.currency === currency);
  const [territory] = territories;
  if (priceList === undefined || territory === undefined || products.edges.length === 0) {
    throw new CommandFailure(`The synthetic data has no price list in ${currency}.`);
  }
  const productIds = products.edges.map(({ node }) => node.id);
  return { productIds, priceListId: priceList.node.id, territoryId: territory.id };
}

/** Turns every qualified lead into a prospect, and gives each prospect an address. */
async function findProspects(
  client: Client,
  { territoryId }: Wares,
  today: string,
): Promise<readonly Buyer[]> {
  const { leads } = await client.read(
    'account-manager',
    Leads,
    `query Leads ${screen(100)} {
      leads(first: 50, status: [QUALIFIED]) { edges { node { id version } } } }`,
  );
  for (const { node } of leads.edges) {
    const amount = { minorUnits: '500000', currency };
    await client.command('account-manager', 'convertLead', {
      ...{ id: node.id, expectedVersion: node.version, kind: 'COMPANY', segment: 'MID_MARKET' },
      ...{ territoryId, amount, expectedCloseDate: today },
    });
  }
  const { customers } = await client.read(
    'account-manager',
    Prospects,
    `query Prospects ${screen(100)} {
      customers(first: 50, filter: { lifecycles: [PROSPECT] }) {
        edges { node { id contacts(first: 1) { edges { node { person { id } } } } } } } }`,
  );
  const buyers: Buyer[] = [];
  for (const { node } of customers.edges) {
    const [contact] = node.contacts.edges;
    if (contact === undefined) continue;
    const addressId = await addAddress(client, node.id);
    buyers.push({ customerId: node.id, addressId, signerId: contact.node.person.id });
  }
  return buyers;
}

async function addAddress(client: Client, customerId: string): Promise<string> {
  const input = {
    ...{ use: ['BILLING', 'SHIPPING'], lines: ['Rue de l’Exemple 1'] },
    ...{ locality: 'Exempleville', postalCode: '00001', countryCode: 'FR' },
  };
  const variables = { customerId, input, idempotencyKey: randomUUID() };
  const outcome = await untilKnown(() =>
    client.command('account-manager', 'addAddress', variables),
  );
  return payloadOf(outcome, AddressAdded, 'addAddress').address.id;
}

/** Another store learns of a customer by an event: the first tries may come before it. */
async function untilKnown(send: () => Promise<Outcome>): Promise<Outcome> {
  let outcome = await send();
  await eventually(async () => {
    const isUnknown = outcome.kind === 'refused' && outcome.codes.includes('NOT_FOUND');
    if (isUnknown) outcome = await send();
    return !isUnknown;
  }, arrivalDeadlineMs);
  return outcome;
}

/** No two forms are alike: one to three lines, and a quantity that tells the form. */
function fillForm(buyer: Buyer, wares: Wares, number: number, today: string): OrderForm {
  const reference = `PO-PROOF-${String(number)}`;
  const lines = wares.productIds.slice(0, 1 + (number % 3)).map((productId, index) => ({
    ...{ productId, requestedDate: today },
    quantity: `${String(1 + index)}.${String(number).padStart(4, '0')}`,
  }));
  const input = {
    ...{ idempotencyKey: randomUUID(), customerId: buyer.customerId, type: 'NEW', currency },
    ...{ priceListId: wares.priceListId, purchaseOrderRef: reference, lines },
    ...{ billToAddressId: buyer.addressId, shipToAddressId: buyer.addressId },
  };
  return { buyer, reference, lines, input };
}

/** The order that a form became, by the answer to the form's command. */
export function orderOf({ buyer, reference, lines }: OrderForm, outcome: Outcome): Order {
  const { order } = payloadOf(outcome, OrderCreated, 'createSalesOrder');
  return {
    ...{ id: order.id, version: order.version, buyer, reference },
    amountMinor: order.netTotal.minorUnits,
    lines: order.lines.map((line, index) => lineOf(line, lines[index])),
  };
}

function lineOf(
  { id, quantity, requestedDate }: z.output<typeof OrderCreated>['order']['lines'][number],
  asked: FormLine | undefined,
): Order['lines'][number] {
  if (asked?.quantity !== quantity)
    throw new CommandFailure('An order has other lines than asked.');
  return { lineId: id, productId: asked.productId, quantity, requestedDate };
}

async function requestSignature(client: Client, order: Order): Promise<Signature> {
  const outcome = await client.command('account-manager', 'requestOrderSignature', {
    ...{ id: order.id, expectedVersion: order.version },
    signerPersonIds: [order.buyer.signerId],
  });
  const { order: asked } = payloadOf(outcome, SignatureAsked, 'requestOrderSignature');
  return {
    ...{ id: order.id, expectedVersion: asked.version, envelopeId: asked.signature.id },
    documentSha256: asked.signature.documentSha256,
    completedAt: new Date().toISOString(),
  };
}

async function confirmAccount(client: Client, { customerId }: Buyer): Promise<void> {
  const outcome = await untilKnown(() =>
    client.command('accountant', 'confirmCustomerAccount', {
      ...{ customerId, paymentTerms: 'NET30', taxCategory: 'DOMESTIC', expectedVersion: 1 },
      creditLimit: { minorUnits: String(creditLimitMinor), currency },
    }),
  );
  if (outcome.kind !== 'done') throw new CommandFailure('An account could not be confirmed.');
}

async function approveCredit(client: Client, order: Order): Promise<void> {
  const outcome = await client.command('credit-controller', 'checkCredit', {
    ...{ orderId: order.id, customerId: order.buyer.customerId, idempotencyKey: randomUUID() },
    amount: { minorUnits: order.amountMinor, currency },
  });
  const { check } = payloadOf(outcome, CreditChecked, 'checkCredit');
  if (check.decision !== 'APPROVED') throw new CommandFailure(`Credit was ${check.decision}.`);
}
