import type { ReactElement, ReactNode } from 'react';
import type { Customer360Query } from '../../client/documents.generated.ts';
import type { Answer } from '../../client/referentClient.ts';
import { Value } from './Value.tsx';

interface MoneyValue {
  readonly minorUnits: string;
  readonly currency: string;
  readonly exponent: number;
}

/** Exact: minor units are shifted as text, never through a floating-point number. */
function money(value: MoneyValue | null | undefined): string | null {
  if (value == null) return null;
  const negative = value.minorUnits.startsWith('-');
  const digits = value.minorUnits.replace('-', '').padStart(value.exponent + 1, '0');
  const whole = digits.slice(0, digits.length - value.exponent);
  const part = value.exponent === 0 ? '' : `.${digits.slice(-value.exponent)}`;
  return `${negative ? '−' : ''}${whole}${part} ${value.currency}`;
}

export function Customer360({
  answer,
}: {
  readonly answer: Answer<Customer360Query>;
}): ReactElement {
  const customer = answer.data?.customer;
  if (customer == null) return <p role="status">No customer was found under this id.</p>;
  const at = (path: string, value: ReactNode): ReactElement => (
    <Value answer={answer} path={`customer.${path}`} value={value} />
  );
  return (
    <>
      <section aria-label="Customer">
        <dl>
          <Row name="Number">{at('customerNumber', customer.customerNumber)}</Row>
          <Row name="Trade name">{at('tradeName', customer.tradeName)}</Row>
          <Row name="Segment">{at('segment', customer.segment)}</Row>
          <Row name="Balance">
            {at('receivables.balance.minorUnits', money(customer.receivables?.balance))}
          </Row>
          <Row name="Available credit">
            {at('credit.available.minorUnits', money(customer.credit?.available))}
          </Row>
          <Row name="On-time deliveries">{at('onTimeDeliveryPct', customer.onTimeDeliveryPct)}</Row>
        </dl>
      </section>
      <Contacts answer={answer} />
      <Orders answer={answer} />
    </>
  );
}

function Contacts({ answer }: { readonly answer: Answer<Customer360Query> }): ReactElement {
  const edges = answer.data?.customer?.contacts?.edges ?? [];
  return (
    <section aria-label="Contacts">
      <h2>Contacts</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Name</th>
            <th scope="col">E-mail</th>
            <th scope="col">Birth date</th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ node }, index) => {
            const path = `customer.contacts.edges.${String(index)}.node`;
            const cell = (part: string, value: ReactNode): ReactElement => (
              <td>
                <Value answer={answer} path={`${path}.${part}`} value={value} />
              </td>
            );
            return (
              <tr key={node.id}>
                {cell('role', node.role)}
                {cell('person.name.full', node.person?.name?.full)}
                {cell('person.emails.0.value', node.person?.emails?.[0]?.value)}
                {cell('person.birthDate', node.person?.birthDate)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Orders({ answer }: { readonly answer: Answer<Customer360Query> }): ReactElement {
  const edges = answer.data?.customer?.orders?.edges ?? [];
  return (
    <section aria-label="Orders">
      <h2>Orders</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Status</th>
            <th scope="col">Net total</th>
            <th scope="col">Promised</th>
            <th scope="col">Billing</th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ node }, index) => {
            const path = `customer.orders.edges.${String(index)}.node`;
            const cell = (part: string, value: ReactNode): ReactElement => (
              <td>
                <Value answer={answer} path={`${path}.${part}`} value={value} />
              </td>
            );
            return (
              <tr key={node.id}>
                {cell('number', node.number)}
                {cell('status', node.status)}
                {cell('netTotal.minorUnits', money(node.netTotal))}
                {cell('promiseDate', node.promiseDate)}
                {cell('billingStatus', node.billingStatus)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Row({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className="row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
