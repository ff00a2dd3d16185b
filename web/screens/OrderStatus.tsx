import type { ReactElement } from 'react';
import { orderStatus, type OrderStatusQuery } from '../../client/documents.generated.ts';
import { useScreen } from '../data/useScreen.ts';
import { Facts, type Fact } from '../parts/Facts.tsx';
import { Empty, ScreenStates } from '../parts/States.tsx';
import { TableSection } from '../parts/Table.tsx';
import { screenPath } from '../router/address.ts';
import { Link } from '../router/router.tsx';
import { useSpeech, type Speech } from '../words/language.tsx';

type Order = NonNullable<OrderStatusQuery['salesOrderByNumber']>;
const root = 'salesOrderByNumber';

export function OrderStatus({ number }: { readonly number: string }): ReactElement {
  const screen = useScreen(orderStatus, { number });
  return (
    <ScreenStates screen={screen}>
      {({ salesOrderByNumber: order }) => (order === null ? <Empty /> : <Sections order={order} />)}
    </ScreenStates>
  );
}

function Sections({ order }: { readonly order: Order }): ReactElement {
  const speech = useSpeech();
  return (
    <div className="panels">
      <section aria-label={speech.say('orderStatus')} className="panel wide">
        <Facts facts={factsOf(order, speech)} />
      </section>
      <Lines order={order} />
      <Gate order={order} />
      <Shipments order={order} />
      <Invoices order={order} />
    </div>
  );
}

function factsOf(order: Order, { say, value, money, date }: Speech): Fact[] {
  const { customer, shipTo } = order;
  const customerLink = (
    <Link to={screenPath('customer-360', customer.id)}>{customer.tradeName ?? customer.id}</Link>
  );
  return [
    [say('number'), `${root}.number`, order.number],
    [say('customer'), `${root}.customer.tradeName`, customerLink],
    [say('status'), `${root}.status`, value(order.status)],
    [say('ordered'), `${root}.orderDate`, date(order.orderDate)],
    [say('signed'), `${root}.signedAt`, date(order.signedAt)],
    [say('purchaseOrder'), `${root}.purchaseOrderRef`, order.purchaseOrderRef],
    [say('netTotal'), `${root}.netTotal.minorUnits`, money(order.netTotal)],
    [say('promised'), `${root}.promiseDate`, date(order.promiseDate)],
    [say('fulfilment'), `${root}.fulfilmentStatus`, value(order.fulfilmentStatus)],
    [say('shipTo'), `${root}.shipTo.locality`, addressOf(shipTo)],
  ];
}

const addressOf = (shipTo: Order['shipTo']): string =>
  [...(shipTo?.lines ?? []), shipTo?.postalCode, shipTo?.locality, shipTo?.countryCode]
    .filter((part) => part != null)
    .join(', ');

function Lines({ order }: { readonly order: Order }): ReactElement {
  const { say, value, money, date, decimal } = useSpeech();
  return (
    <TableSection
      title={say('lines')}
      path={`${root}.lines.*`}
      rows={order.lines}
      keyOf={({ id }) => id}
      columns={[
        { head: say('goods'), path: 'product.name', show: (row) => row.product?.name },
        {
          head: say('quantity'),
          path: 'quantity',
          show: (row) => decimal(row.quantity),
          numeric: true,
        },
        {
          head: say('unitPrice'),
          path: 'unitPrice.minorUnits',
          show: (row) => money(row.unitPrice),
          numeric: true,
        },
        { head: say('requested'), path: 'requestedDate', show: (row) => date(row.requestedDate) },
        {
          head: say('promised'),
          path: 'promise.promisedDate',
          show: (row) => date(row.promise?.promisedDate),
        },
        {
          head: say('method'),
          path: 'promise.method',
          show: (row) => value(row.promise?.method),
        },
        {
          head: say('shipped'),
          path: 'shippedQuantity',
          show: (row) => decimal(row.shippedQuantity),
          numeric: true,
        },
        {
          head: say('backordered'),
          path: 'backorderedQuantity',
          show: (row) => decimal(row.backorderedQuantity),
          numeric: true,
        },
        {
          head: say('invoiced'),
          path: 'invoicedQuantity',
          show: (row) => decimal(row.invoicedQuantity),
          numeric: true,
        },
      ]}
    />
  );
}

function Gate({ order }: { readonly order: Order }): ReactElement {
  const { say, value, yesNo } = useSpeech();
  return (
    <TableSection
      title={say('gate')}
      path={`${root}.gate.checks.*`}
      rows={order.gate?.checks ?? []}
      keyOf={({ rule }) => rule}
      columns={[
        { head: say('rule'), path: 'rule', show: (row) => value(row.rule) },
        { head: say('passed'), path: 'passed', show: (row) => yesNo(row.passed) },
        { head: say('detail'), path: 'detail', show: (row) => row.detail },
      ]}
    />
  );
}

function Shipments({ order }: { readonly order: Order }): ReactElement {
  const { say, value, date } = useSpeech();
  return (
    <TableSection
      title={say('shipments')}
      path={`${root}.shipments.edges.*.node`}
      rows={(order.shipments?.edges ?? []).map(({ node }) => node)}
      keyOf={({ id }) => id}
      columns={[
        { head: say('number'), path: 'number', show: (row) => row.number },
        { head: say('status'), path: 'status', show: (row) => value(row.status) },
        { head: say('goodsIssue'), path: 'goodsIssueAt', show: (row) => date(row.goodsIssueAt) },
        {
          head: say('expected'),
          path: 'estimatedDelivery',
          show: (row) => date(row.estimatedDelivery),
        },
        { head: say('carrier'), path: 'carrier.name', show: (row) => row.carrier?.name },
        { head: say('tracking'), path: 'trackingNumber', show: (row) => row.trackingNumber },
      ]}
    />
  );
}

function Invoices({ order }: { readonly order: Order }): ReactElement {
  const { say, value, money, date } = useSpeech();
  return (
    <TableSection
      title={say('invoices')}
      path={`${root}.invoices.*`}
      rows={order.invoices ?? []}
      keyOf={({ id }) => id}
      columns={[
        { head: say('number'), path: 'number', show: (row) => row.number },
        { head: say('due'), path: 'dueDate', show: (row) => date(row.dueDate) },
        { head: say('status'), path: 'paymentStatus', show: (row) => value(row.paymentStatus) },
        {
          head: say('amountDue'),
          path: 'amountDue.minorUnits',
          show: (row) => money(row.amountDue),
          numeric: true,
        },
      ]}
    />
  );
}
