import type { ReactElement } from 'react';
import { customer360, type Customer360Query } from '../../client/documents.generated.ts';
import { useScreen } from '../data/useScreen.ts';
import { Facts, type Fact } from '../parts/Facts.tsx';
import { Empty, ScreenStates } from '../parts/States.tsx';
import { TableSection } from '../parts/Table.tsx';
import { screenPath } from '../router/address.ts';
import { Link } from '../router/router.tsx';
import { useSpeech, type Speech } from '../words/language.tsx';

type Customer = NonNullable<Customer360Query['customer']>;

export function Customer360({ id }: { readonly id: string }): ReactElement {
  const screen = useScreen(customer360, { id });
  return (
    <ScreenStates screen={screen}>
      {({ customer }) => (customer === null ? <Empty /> : <Sections customer={customer} />)}
    </ScreenStates>
  );
}

function Sections({ customer }: { readonly customer: Customer }): ReactElement {
  const speech = useSpeech();
  return (
    <div className="panels">
      <section aria-label={speech.say('customer')} className="panel wide">
        <Facts facts={factsOf(customer, speech)} />
      </section>
      <Contacts customer={customer} />
      <Orders customer={customer} />
      <Opportunities customer={customer} />
      <Shipments customer={customer} />
      <Cases customer={customer} />
    </div>
  );
}

const factsOf = (customer: Customer, { say, value, money, date, yesNo }: Speech): Fact[] => [
  [say('number'), 'customer.customerNumber', customer.customerNumber],
  [say('tradeName'), 'customer.tradeName', customer.tradeName],
  [say('lifecycle'), 'customer.lifecycle', value(customer.lifecycle)],
  [say('segment'), 'customer.segment', value(customer.segment)],
  [say('tier'), 'customer.tier', customer.tier],
  [say('industry'), 'customer.industry', customer.industry],
  [
    say('accountOwner'),
    'customer.accountOwner.employeeNumber',
    customer.accountOwner?.employeeNumber,
  ],
  [say('healthScore'), 'customer.account.healthScore', customer.account?.healthScore],
  [say('renewal'), 'customer.account.nextRenewalDate', date(customer.account?.nextRenewalDate)],
  [say('balance'), 'customer.receivables.balance.minorUnits', money(customer.receivables?.balance)],
  [say('overdue'), 'customer.receivables.overdue.minorUnits', money(customer.receivables?.overdue)],
  [
    say('availableCredit'),
    'customer.credit.available.minorUnits',
    money(customer.credit?.available),
  ],
  [say('creditHold'), 'customer.credit.onHold', yesNo(customer.credit?.onHold)],
  [say('onTime'), 'customer.onTimeDeliveryPct', percent(customer.onTimeDeliveryPct)],
];

const percent = (text: string | null): string | null => (text === null ? null : `${text} %`);

function Contacts({ customer }: { readonly customer: Customer }): ReactElement {
  const { say, value, date, yesNo } = useSpeech();
  return (
    <TableSection
      title={say('contacts')}
      path="customer.contacts.edges.*.node"
      rows={customer.contacts.edges.map(({ node }) => node)}
      keyOf={({ id }) => id}
      columns={[
        { head: say('name'), path: 'person.name.full', show: (row) => row.person?.name?.full },
        { head: say('role'), path: 'role', show: (row) => value(row.role) },
        {
          head: say('email'),
          path: 'person.emails.*.value',
          show: (row) => row.person?.emails?.map((email) => email.value ?? '').join(', '),
        },
        {
          head: say('birthDate'),
          path: 'person.birthDate',
          show: (row) => date(row.person?.birthDate),
        },
        {
          head: say('mayContact'),
          path: 'person.canContact.allowed',
          show: (row) => yesNo(row.person?.canContact?.allowed),
        },
      ]}
    />
  );
}

function Orders({ customer }: { readonly customer: Customer }): ReactElement {
  const { say, value, money, date } = useSpeech();
  return (
    <TableSection
      title={say('orders')}
      path="customer.orders.edges.*.node"
      rows={customer.orders.edges.map(({ node }) => node)}
      keyOf={({ id }) => id}
      columns={[
        {
          head: say('number'),
          path: 'number',
          show: ({ number }) => <Link to={screenPath('order-status', number)}>{number}</Link>,
        },
        { head: say('status'), path: 'status', show: (row) => value(row.status) },
        { head: say('ordered'), path: 'orderDate', show: (row) => date(row.orderDate) },
        {
          head: say('netTotal'),
          path: 'netTotal.minorUnits',
          show: (row) => money(row.netTotal),
          numeric: true,
        },
        { head: say('promised'), path: 'promiseDate', show: (row) => date(row.promiseDate) },
        {
          head: say('fulfilment'),
          path: 'fulfilmentStatus',
          show: (row) => value(row.fulfilmentStatus),
        },
        { head: say('billing'), path: 'billingStatus', show: (row) => value(row.billingStatus) },
      ]}
    />
  );
}

function Opportunities({ customer }: { readonly customer: Customer }): ReactElement {
  const { say, value, money, date } = useSpeech();
  return (
    <TableSection
      title={say('opportunities')}
      path="customer.opportunities.edges.*.node"
      rows={customer.opportunities.edges.map(({ node }) => node)}
      keyOf={({ id }) => id}
      columns={[
        { head: say('name'), path: 'name', show: (row) => row.name },
        { head: say('stage'), path: 'stage', show: (row) => value(row.stage) },
        {
          head: say('amount'),
          path: 'amount.minorUnits',
          show: (row) => money(row.amount),
          numeric: true,
        },
        {
          head: say('closes'),
          path: 'expectedCloseDate',
          show: (row) => date(row.expectedCloseDate),
        },
      ]}
    />
  );
}

function Shipments({ customer }: { readonly customer: Customer }): ReactElement {
  const { say, value, date } = useSpeech();
  return (
    <TableSection
      title={say('shipments')}
      path="customer.shipments.edges.*.node"
      rows={(customer.shipments?.edges ?? []).map(({ node }) => node)}
      keyOf={({ id }) => id}
      columns={[
        { head: say('number'), path: 'number', show: (row) => row.number },
        { head: say('status'), path: 'status', show: (row) => value(row.status) },
        {
          head: say('expected'),
          path: 'estimatedDelivery',
          show: (row) => date(row.estimatedDelivery),
        },
        { head: say('tracking'), path: 'trackingNumber', show: (row) => row.trackingNumber },
      ]}
    />
  );
}

function Cases({ customer }: { readonly customer: Customer }): ReactElement {
  const { say, value, date } = useSpeech();
  return (
    <TableSection
      title={say('cases')}
      path="customer.cases.edges.*.node"
      rows={customer.cases.edges.map(({ node }) => node)}
      keyOf={({ id }) => id}
      columns={[
        { head: say('number'), path: 'number', show: (row) => row.number },
        { head: say('subject'), path: 'subject', show: (row) => row.subject },
        { head: say('priority'), path: 'priority', show: (row) => value(row.priority) },
        { head: say('due'), path: 'slaDueAt', show: (row) => date(row.slaDueAt) },
      ]}
    />
  );
}
