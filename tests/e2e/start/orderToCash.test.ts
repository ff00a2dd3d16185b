import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as documents from '../../../client/documents.generated.ts';
import { createReferentClient, type RegisteredDocument } from '../../../client/referentClient.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { discard, referent, start, type Started, type TestFolder } from './support/commandLine.ts';
import { seededFolder } from './support/seededFolder.ts';

/*
 * From a qualified lead to the allocated payment: every step through the gateway, on real
 * processes. Steps stand on one another, so the tests of this file run in order.
 */
let folder: TestFolder;
let started: Started;
const tokens = new Map<string, string>();

beforeAll(async () => {
  folder = await seededFolder();
  started = await start(['--port', '0', '--data', folder.path]);
  for (const persona of [
    'account-manager',
    'accountant',
    'credit-controller',
    'dispatcher',
    'care-agent',
    'planner',
  ]) {
    const { output } = await referent(['token', '--as', persona, '--json', '--data', folder.path]);
    tokens.set(persona, (JSON.parse(output) as { token: string }).token);
  }
}, 120_000);
afterAll(async () => {
  await discard(started, folder);
}, 60_000);

/** Sends a registered document as a persona; its one payload or screen. */
async function ask<Data, Variables extends object>(
  persona: string,
  document: RegisteredDocument<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const client = createReferentClient({
    url: started.url,
    token: () => tokens.get(persona) ?? '',
  });
  const answer = await client.run(document, variables);
  expect(answer.errors).toEqual([]);
  if (answer.data === null) throw new Error(`${document.name} answered no data`);
  return answer.data;
}

/** Asks with a text and its purpose, as development mode allows on synthetic data. */
async function askText(persona: string, query: string, variables: object = {}): Promise<Answered> {
  const response = await fetch(`${started.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${tokens.get(persona) ?? ''}`,
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { data?: Answered; errors?: unknown };
  expect(body.errors).toBeUndefined();
  return body.data;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answers of texts that this file writes
type Answered = any;

/** The value where there is one: a step that yields none ends the test there. */
function present<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('a value was expected');
  return value;
}

const codes = (payload: { readonly errors: readonly { readonly code: string }[] }): string[] =>
  payload.errors.map(({ code }) => code);

const today = (): string => new Date().toISOString().slice(0, 10);
const money = (minorUnits: string) => ({ minorUnits, currency: 'EUR' as const });

/** What later steps need of earlier ones. */
const made = {
  customer: '',
  address: '',
  order: '',
  number: '',
  line: '',
  net: '',
  fulfilment: '',
  shipment: '',
  invoice: '',
  gross: '',
  payment: '',
};
const version = { order: 0, fulfilment: 0, shipment: 0, invoice: 0, payment: 0 };

test('a qualified lead becomes a prospect with a deal', async () => {
  const { leads, territories } = await askText(
    'account-manager',
    `query Setup @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 100) {
      leads(first: 50, status: [QUALIFIED]) { edges { node { id version person { id } } } }
      territories { id countryCode } }`,
  );
  const lead = leads.edges[0].node;
  const territory = territories.find(
    (found: { countryCode: string }) => found.countryCode === 'FR',
  );
  const { convertLead } = await ask('account-manager', documents.convertLead, {
    ...{ id: lead.id, expectedVersion: lead.version, kind: 'COMPANY', segment: 'MID_MARKET' },
    ...{ territoryId: territory.id, amount: money('500000'), expectedCloseDate: today() },
  });
  expect(convertLead.errors).toEqual([]);
  expect(convertLead.customer).toMatchObject({ lifecycle: 'PROSPECT' });
  made.customer = present(convertLead.customer).id;
  const again = await ask('account-manager', documents.convertLead, {
    ...{ id: lead.id, expectedVersion: lead.version, kind: 'COMPANY', segment: 'MID_MARKET' },
    ...{ territoryId: territory.id, amount: money('500000'), expectedCloseDate: today() },
  });
  expect(codes(again.convertLead)).toEqual(['CONFLICT']);
});

test('it gets two addresses, once each', async () => {
  const input = {
    use: ['BILLING' as const],
    lines: ['Rue de l’Exemple 1'],
    locality: 'Exempleville',
    postalCode: '00001',
    countryCode: 'FR',
  };
  const key = randomUUID();
  const add = (changes: object = {}, idempotencyKey: string = randomUUID()) =>
    ask('account-manager', documents.addAddress, {
      customerId: made.customer,
      input: { ...input, ...changes },
      idempotencyKey,
    });
  // The fortified store learns of the customer by an event: the first try may come before it.
  let first = await add({}, key);
  for (let tries = 0; tries < 50 && codes(first.addAddress)[0] === 'NOT_FOUND'; tries += 1)
    first = await add({}, key);
  expect(codes(first.addAddress)).toEqual([]);
  const replayed = await add({}, key);
  expect(replayed.addAddress.address?.id).toBe(first.addAddress.address?.id);
  expect(codes((await add({ locality: 'Elsewhere' }, key)).addAddress)).toEqual([
    'REPLAY_MISMATCH',
  ]);
  const shipping = await add({ use: ['SHIPPING'] });
  made.address = present(shipping.addAddress.address).id;
});

test('its first order is written, and is not released unsigned', async () => {
  const { products, priceLists } = await askText(
    'account-manager',
    `query Setup @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 0) {
      products(first: 5) { edges { node { id } } } priceLists(first: 10) { edges { node { id currency } } } }`,
  );
  const list = priceLists.edges.find(
    ({ node }: { node: { currency: string } }) => node.currency === 'EUR',
  ).node;
  const { createSalesOrder } = await ask('account-manager', documents.createSalesOrder, {
    input: {
      ...{
        idempotencyKey: randomUUID(),
        customerId: made.customer,
        currency: 'EUR',
        priceListId: list.id,
      },
      ...{ type: 'NEW', billToAddressId: made.address, shipToAddressId: made.address },
      ...{ purchaseOrderRef: 'PO-LOOP-1' },
      lines: [{ productId: products.edges[0].node.id, quantity: '5', requestedDate: today() }],
    },
  });
  expect(createSalesOrder.errors).toEqual([]);
  const order = present(createSalesOrder.order);
  Object.assign(made, {
    order: order.id,
    number: order.number,
    net: order.netTotal.minorUnits,
    line: present(order.lines[0]).id,
  });
  version.order = order.version;
  const early = await ask('account-manager', documents.releaseOrderToErp, {
    id: made.order,
    expectedVersion: version.order,
  });
  expect(codes(early.releaseOrderToErp)).toEqual(['ORDER_NOT_SIGNED']);
});

test('signing makes the prospect a customer', async () => {
  const { customer } = await askText(
    'account-manager',
    `query Signer($id: ID!) @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 6) {
      customer(id: $id) { contacts(first: 5) { edges { node { person { id } } } } } }`,
    { id: made.customer },
  );
  const { requestOrderSignature } = await ask('account-manager', documents.requestOrderSignature, {
    ...{ id: made.order, expectedVersion: version.order },
    signerPersonIds: [customer.contacts.edges[0].node.person.id],
  });
  expect(requestOrderSignature.errors).toEqual([]);
  const asked = present(requestOrderSignature.order);
  const envelope = present(asked.signature);
  const { recordOrderSignature } = await ask('account-manager', documents.recordOrderSignature, {
    ...{ id: made.order, expectedVersion: asked.version, envelopeId: envelope.id },
    ...{ documentSha256: envelope.documentSha256, completedAt: new Date().toISOString() },
  });
  expect(recordOrderSignature.errors).toEqual([]);
  expect(recordOrderSignature.order?.customer.lifecycle).toBe('ACTIVE');
  version.order = present(recordOrderSignature.order).version;
  const unconfirmed = await ask('account-manager', documents.releaseOrderToErp, {
    id: made.order,
    expectedVersion: version.order,
  });
  expect(codes(unconfirmed.releaseOrderToErp)).toEqual(['ACCOUNT_NOT_CONFIRMED']);
});

test('finance confirms the account and approves the credit; only then the order crosses', async () => {
  const confirm = () =>
    ask('accountant', documents.confirmCustomerAccount, {
      ...{ customerId: made.customer, paymentTerms: 'NET30', creditLimit: money('100000000') },
      ...{ taxCategory: 'DOMESTIC', expectedVersion: 1 },
    });
  let confirmed = await confirm();
  for (
    let tries = 0;
    tries < 50 && codes(confirmed.confirmCustomerAccount)[0] === 'NOT_FOUND';
    tries += 1
  )
    confirmed = await confirm();
  expect(codes(confirmed.confirmCustomerAccount)).toEqual([]);
  const blocked = await ask('account-manager', documents.releaseOrderToErp, {
    id: made.order,
    expectedVersion: version.order,
  });
  expect(codes(blocked.releaseOrderToErp)).toEqual(['CREDIT_BLOCKED']);
  const { checkCredit } = await ask('credit-controller', documents.checkCredit, {
    ...{
      orderId: made.order,
      customerId: made.customer,
      amount: money(made.net),
      idempotencyKey: randomUUID(),
    },
  });
  expect(checkCredit).toMatchObject({ errors: [], check: { decision: 'APPROVED' } });
  const { releaseOrderToErp } = await ask('account-manager', documents.releaseOrderToErp, {
    id: made.order,
    expectedVersion: version.order,
  });
  expect(releaseOrderToErp).toMatchObject({
    errors: [],
    order: { status: 'RELEASED_TO_ERP', gate: { allowed: true } },
  });
});

async function arrivedFulfilment(): Promise<{ id: string; version: number }> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { fulfilmentOrders } = await askText(
      'dispatcher',
      `query Queue @screen(purpose: "fulfilment", roles: ["dispatcher"], subjectsMax: 100) {
        fulfilmentOrders(first: 100, status: [ACCEPTED]) { edges { node { id version salesOrder { id } } } } }`,
    );
    const found = fulfilmentOrders.edges.find(
      ({ node }: { node: { salesOrder: { id: string } } }) => node.salesOrder.id === made.order,
    );
    if (found !== undefined) return found.node as { id: string; version: number };
  }
  throw new Error('the released order did not arrive');
}

test('supply chain promises, allocates and ships it', async () => {
  const arrived = await arrivedFulfilment();
  made.fulfilment = arrived.id;
  const { promiseOrder } = await ask('planner', documents.promiseOrder, {
    fulfilmentId: arrived.id,
    expectedVersion: arrived.version,
  });
  expect(promiseOrder).toMatchObject({ errors: [], fulfilment: { status: 'PROMISED' } });
  const stale = await ask('dispatcher', documents.allocate, {
    fulfilmentId: arrived.id,
    expectedVersion: arrived.version,
  });
  expect(codes(stale.allocate)).toEqual(['CONFLICT']);
  const { allocate } = await ask('dispatcher', documents.allocate, {
    fulfilmentId: arrived.id,
    expectedVersion: present(promiseOrder.fulfilment).version,
  });
  expect(allocate).toMatchObject({ errors: [], fulfilment: { status: 'ALLOCATED' } });
  const { createShipment } = await ask('dispatcher', documents.createShipment, {
    fulfilmentId: arrived.id,
    idempotencyKey: randomUUID(),
  });
  expect(createShipment.errors).toEqual([]);
  const shipmentId = present(createShipment.shipment).id;
  made.shipment = shipmentId;
  const { pickShipment } = await ask('dispatcher', documents.pickShipment, {
    shipmentId,
    expectedVersion: present(createShipment.shipment).version,
  });
  const { packShipment } = await ask('dispatcher', documents.packShipment, {
    shipmentId,
    expectedVersion: present(pickShipment.shipment).version,
  });
  const issue = {
    shipmentId,
    expectedVersion: present(packShipment.shipment).version,
    idempotencyKey: randomUUID(),
  };
  const { postGoodsIssue } = await ask('dispatcher', documents.postGoodsIssue, issue);
  expect(postGoodsIssue).toMatchObject({ errors: [], shipment: { status: 'GOODS_ISSUED' } });
  const replayed = await ask('dispatcher', documents.postGoodsIssue, issue);
  expect(replayed.postGoodsIssue).toMatchObject({ errors: [], shipment: { id: shipmentId } });
});

test('finance bills what was shipped, issues the invoice and settles it', async () => {
  const { billShipments } = await ask('accountant', documents.billShipments, {
    orderId: made.order,
    shipmentIds: [made.shipment],
    idempotencyKey: randomUUID(),
  });
  expect(billShipments.errors).toEqual([]);
  const draft = present(billShipments.invoice);
  expect(draft.netTotal.minorUnits).toBe(made.net);
  const { issueInvoice } = await ask('accountant', documents.issueInvoice, {
    id: draft.id,
    expectedVersion: draft.version,
  });
  expect(issueInvoice).toMatchObject({
    errors: [],
    invoice: { status: 'ISSUED', paymentStatus: 'NOT_PAID' },
  });
  const invoice = present(issueInvoice.invoice);
  Object.assign(made, { invoice: invoice.id, gross: invoice.grossTotal.minorUnits });
  const { recordPayment } = await ask('accountant', documents.recordPayment, {
    ...{
      direction: 'INBOUND',
      amount: money(made.gross),
      valueDate: today(),
      method: 'SEPA_CREDIT_TRANSFER',
    },
    ...{ customerId: made.customer, endToEndId: 'E2E-LOOP-1', idempotencyKey: randomUUID() },
  });
  expect(recordPayment.errors).toEqual([]);
  const payment = present(recordPayment.payment);
  const { allocatePayment } = await ask('accountant', documents.allocatePayment, {
    ...{ id: payment.id, expectedVersion: payment.version },
    allocations: [{ invoiceId: invoice.id, amount: money(made.gross) }],
  });
  expect(allocatePayment).toMatchObject({
    errors: [],
    payment: { unallocated: { minorUnits: '0' } },
  });
});

test('order status and Customer 360 follow at once, each figure from its source', async () => {
  const { salesOrderByNumber: order } = await ask('care-agent', documents.orderStatus, {
    number: made.number,
  });
  expect(order).toMatchObject({
    ...{ status: 'RELEASED_TO_ERP', fulfilmentStatus: 'SHIPPED' },
    lines: [
      { shippedQuantity: '5.0000', backorderedQuantity: '0.0000', invoicedQuantity: '5.0000' },
    ],
    invoices: [{ id: made.invoice, paymentStatus: 'PAID', amountDue: { minorUnits: '0' } }],
  });
  const { customer } = await ask('account-manager', documents.customer360, { id: made.customer });
  expect(customer).toMatchObject({
    ...{ lifecycle: 'ACTIVE', receivables: { balance: { minorUnits: '0' } } },
    credit: { available: { minorUnits: '100000000' } },
    orders: { edges: [{ node: { id: made.order, billingStatus: 'PAID' } }] },
  });
});

test('an account manager records no payment', async () => {
  const client = createReferentClient({
    url: started.url,
    token: () => tokens.get('account-manager') ?? '',
  });
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  expect(lock.screens.recordPayment?.roles).toEqual(['accountant']);
  await expect(
    client.run(documents.recordPayment, {
      ...{ direction: 'INBOUND', amount: money('1'), valueDate: today(), method: 'CASH' },
      ...{ customerId: made.customer, endToEndId: 'E2E-LOOP-2', idempotencyKey: randomUUID() },
    }),
  ).rejects.toMatchObject({ code: 'ROLE_NOT_ALLOWED', status: 403 });
});
