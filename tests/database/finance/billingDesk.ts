import { randomUUID } from 'node:crypto';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { clockAt, startFinance, testInstallation, type SetClock } from './financeStore.ts';
import { startPeers, type Peers } from './peers.ts';

export interface Goods {
  readonly customerId?: string;
  readonly currency?: string;
  readonly ordered?: string;
}

/** An order of product-1 at 3.33 with 10 % off and of product-2 at 9.99, and what was shipped of it. */

export const billText = `mutation($orderId: ID!, $shipmentIds: [ID!]!, $idempotencyKey: ID!) {
  billShipments(orderId: $orderId, shipmentIds: $shipmentIds, idempotencyKey: $idempotencyKey) {
    invoice { id number version status entityId issueDate dueDate roundingRule order { id } shipments { id }
      netTotal { minorUnits } taxTotal { minorUnits } grossTotal { minorUnits } roundingDifference { minorUnits }
      amountDue { minorUnits }
      lines { lineNumber quantity unitPrice { minorUnits } discount { minorUnits } net { minorUnits } tax { minorUnits } taxCode { code } orderLine { id } product { id } }
      taxBreakdown { taxCode { code } base { minorUnits } tax { minorUnits } rate rounding } }
    errors { code path } } }`;
const issueText = `mutation($id: ID!, $expectedVersion: Int!) { issueInvoice(id: $id, expectedVersion: $expectedVersion) {
  invoice { id number status version issueDate dueDate issuedAt amountDue { minorUnits currency exponent } billingParty { id } } errors { code path } } }`;

/** Finance with its peers, as an accountant meets them. */
export interface BillingDesk {
  readonly store: TestStore;
  readonly peers: Peers;
  readonly clock: SetClock;
  readonly goods: (shipped: Shipped, options?: Goods) => void;
  readonly billed: (
    orderId: string,
    shipmentIds: readonly string[],
    idempotencyKey?: string,
  ) => Promise<Reply['body']>;
  readonly issued: (id: string, expectedVersion?: number) => Promise<Reply['body']>;
  readonly counts: () => Promise<object | undefined>;
  /** Peers answer honestly again, and nothing is shipped. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

export const refusal = (code: string, ...path: string[]): object => ({
  invoice: null,
  errors: [{ code, path }],
});
export const minor = (value: { minorUnits: string }): number => Number(value.minorUnits);

export type Shipped = Readonly<
  Record<string, readonly (readonly [line: string, quantity: string])[]>
>;

/** An order of product-1 at 3.33 with 10 % off and of product-2 at 9.99, and what was shipped of it. */
function goods(
  peers: Peers,
  shipped: Shipped,
  { customerId = 'company', currency = 'EUR', ordered = '10.0000' }: Goods = {},
): void {
  const of = (orderId: string, line: string): string => `${orderId}-${line}`;
  peers.answers['signed-lines'] = ({ orderId }: { orderId: string }) => ({
    answer: {
      customerId,
      currency,
      lines: [
        {
          ...{ lineId: of(orderId, 'l1'), productId: 'product-1', quantity: ordered },
          ...{ unitPriceMinor: '333', discountPct: '10.00' },
        },
        {
          ...{ lineId: of(orderId, 'l2'), productId: 'product-2', quantity: '3.0000' },
          ...{ unitPriceMinor: '999', discountPct: '0.00' },
        },
      ],
    },
  });
  peers.answers['shipped-quantities'] = (asked: { orderId: string; shipmentIds: string[] }) => ({
    answer: {
      lines: asked.shipmentIds.flatMap((shipmentId) =>
        (shipped[shipmentId] ?? []).map(([line, quantity]) => ({
          ...{ shipmentId, lineId: of(asked.orderId, line), quantity },
        })),
      ),
    },
  });
}

export async function openBillingDesk(): Promise<BillingDesk> {
  const installation = testInstallation();
  const clock = clockAt('2026-08-15T12:00:00Z');
  const peers = await startPeers(installation, clock);
  const store = await startFinance({ clock, installation, transport: peers.transport });
  return {
    store,
    peers,
    clock,
    goods: (shipped, options) => {
      goods(peers, shipped, options);
    },
    billed: async (orderId, shipmentIds, idempotencyKey = randomUUID()) =>
      (await store.ask({ query: billText, variables: { orderId, shipmentIds, idempotencyKey } }))
        .body.data.billShipments,
    issued: async (id, expectedVersion = 1) =>
      (await store.ask({ query: issueText, variables: { id, expectedVersion } })).body.data
        .issueInvoice,
    counts: async () =>
      (
        await store.sql(`select (select count(*)::int from invoice) as invoices,
          (select count(*)::int from invoice_line) as lines,
          (select count(*)::int from command_log) as keys,
          (select count(*)::int from invoice_shipment) as shipments`)
      )[0],
    reset: () => {
      peers.signAs = undefined;
      peers.answers['freeze-billing-party'] = ({ invoiceId }: { invoiceId: string }) => ({
        answer: { snapshotId: `snapshot-of-${invoiceId}` },
      });
      goods(peers, {});
    },
    close: async () => {
      await store.close();
      await peers.close();
    },
  };
}
