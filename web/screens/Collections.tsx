import type { ReactElement } from 'react';
import { collections, type CollectionsQuery } from '../../client/documents.generated.ts';
import { useScreen } from '../data/useScreen.ts';
import { Empty, ScreenStates } from '../parts/States.tsx';
import { TableSection, type Column } from '../parts/Table.tsx';
import { useSpeech, type Speech } from '../words/language.tsx';

type Receivables = NonNullable<CollectionsQuery['agedReceivables']>;
const root = 'agedReceivables';

interface CollectionsProps {
  readonly entity: string;
  readonly asOf: string;
}

export function Collections({ entity, asOf }: CollectionsProps): ReactElement {
  const screen = useScreen(collections, { entity, asOf });
  return (
    <ScreenStates screen={screen}>
      {({ agedReceivables }) =>
        agedReceivables === null ? <Empty /> : <Sections receivables={agedReceivables} />
      }
    </ScreenStates>
  );
}

function Sections({ receivables }: { readonly receivables: Receivables }): ReactElement {
  const { say } = useSpeech();
  return (
    <div className="panels">
      <Totals receivables={receivables} />
      <Debtors receivables={receivables} />
      {receivables.pageInfo.hasNextPage && (
        <p className="quiet">{say('more', { count: receivables.edges.length })}</p>
      )}
    </div>
  );
}

function Totals({ receivables }: { readonly receivables: Receivables }): ReactElement {
  const { say, money, decimal } = useSpeech();
  return (
    <TableSection
      title={say('totals')}
      path={`${root}.totals.*`}
      rows={receivables.totals}
      keyOf={({ label }) => label}
      columns={[
        { head: say('bucket'), path: 'label', show: (row) => row.label },
        { head: say('count'), path: 'count', show: (row) => decimal(row.count), numeric: true },
        {
          head: say('amount'),
          path: 'amount.minorUnits',
          show: (row) => money(row.amount),
          numeric: true,
        },
      ]}
    />
  );
}

type Debtor = Receivables['edges'][number]['node'] & { readonly cursor: string };

function Debtors({ receivables }: { readonly receivables: Receivables }): ReactElement {
  const speech = useSpeech();
  return (
    <TableSection
      title={speech.say('overdue')}
      path={`${root}.edges.*.node`}
      rows={receivables.edges.map(({ node, cursor }) => ({ ...node, cursor }))}
      keyOf={({ cursor }) => cursor}
      columns={[...whoOwes(speech), ...whatIsOwed(speech), ...whomToCall(speech)]}
    />
  );
}

const whoOwes = ({ say }: Speech): Column<Debtor>[] => [
  {
    head: say('customer'),
    path: 'customer.tradeName',
    show: ({ customer }) => customer?.tradeName,
  },
  {
    head: say('number'),
    path: 'customer.customerNumber',
    show: ({ customer }) => customer?.customerNumber,
  },
  {
    head: say('legalName'),
    path: 'customer.legalName',
    show: ({ customer }) => customer?.legalName,
  },
];

const whatIsOwed = ({ say, money, date, decimal }: Speech): Column<Debtor>[] => [
  {
    head: say('overdue'),
    path: 'summary.overdue.minorUnits',
    show: (row) => money(row.summary.overdue),
    numeric: true,
  },
  {
    head: say('balance'),
    path: 'summary.balance.minorUnits',
    show: (row) => money(row.summary.balance),
    numeric: true,
  },
  {
    head: say('oldest'),
    path: 'summary.oldestDueDate',
    show: (row) => date(row.summary.oldestDueDate),
  },
  {
    head: say('dunning'),
    path: 'customer.billing.dunningLevel',
    show: ({ customer }) => decimal(customer?.billing?.dunningLevel),
    numeric: true,
  },
];

const whomToCall = ({ say, yesNo }: Speech): Column<Debtor>[] => [
  {
    head: say('contact'),
    path: 'customer.primaryContact.name.full',
    show: ({ customer }) => customer?.primaryContact?.name?.full,
  },
  {
    head: say('phone'),
    path: 'customer.primaryContact.phones.*.value',
    show: ({ customer }) =>
      customer?.primaryContact?.phones?.map(({ value }) => value ?? '').join(', '),
  },
  {
    head: say('mayContact'),
    path: 'customer.primaryContact.canContact.allowed',
    show: ({ customer }) => yesNo(customer?.primaryContact?.canContact?.allowed),
  },
];
