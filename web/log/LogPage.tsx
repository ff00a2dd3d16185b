import type { ReactElement } from 'react';
import { auditLog, type AuditLogQuery } from '../../client/documents.generated.ts';
import { useScreen } from '../data/useScreen.ts';
import { AskForm, type AskField } from '../parts/AskForm.tsx';
import { Empty, ScreenStates } from '../parts/States.tsx';
import { TableSection, type Column } from '../parts/Table.tsx';
import { withQuery } from '../router/address.ts';
import { goTo, Link } from '../router/router.tsx';
import { useSpeech, type Speech } from '../words/language.tsx';
import { logFiltersOf, questionOf, types, type LogFilters } from './filters.ts';
import { VerifyPanel } from './VerifyPanel.tsx';

type Log = NonNullable<AuditLogQuery['auditLog']>;
type Row = Log['edges'][number]['node'];

/** The audit log: what it holds, and a verifier that needs to trust nobody here. */
export default function LogPage({ query }: { readonly query: URLSearchParams }): ReactElement {
  const speech = useSpeech();
  const { say } = speech;
  const filters = logFiltersOf(query);
  const screen = useScreen(auditLog, questionOf(filters));
  return (
    <>
      <h1>{say('log')}</h1>
      <VerifyPanel />
      <AskForm
        fields={fieldsOf(filters, speech)}
        ask={(given) => {
          goTo(withQuery('/audit', given));
        }}
      />
      <ScreenStates screen={screen}>
        {({ auditLog: log }) =>
          log === null ? <Empty /> : <Entries log={log} filters={filters} speech={speech} />
        }
      </ScreenStates>
    </>
  );
}

function fieldsOf(filters: LogFilters, { say }: Speech): readonly AskField[] {
  const shared = { required: false } as const;
  return [
    {
      ...{ name: 'type', label: say('entryType'), value: filters.type, ...shared },
      choices: types.map((type) => [type, type]),
    },
    { name: 'actor', label: say('actor'), value: filters.actor, ...shared },
    { name: 'screen', label: say('screen'), value: filters.screen, ...shared },
    {
      ...{ name: 'field', label: say('field'), value: filters.field, ...shared },
      hint: say('fieldHint'),
    },
    { name: 'from', label: say('from'), value: filters.from, type: 'date', ...shared },
    { name: 'to', label: say('to'), value: filters.to, type: 'date', ...shared },
  ];
}

interface EntriesProps {
  readonly log: Log;
  readonly filters: LogFilters;
  readonly speech: Speech;
}

function Entries({ log, filters, speech }: EntriesProps): ReactElement {
  const { say, date } = speech;
  const { checkpoint, pageInfo } = log;
  const older = pageInfo.hasNextPage ? (pageInfo.endCursor ?? '') : '';
  return (
    <>
      {checkpoint !== null && (
        <p>
          {say('lastCheckpoint', {
            size: checkpoint.size,
            witnesses: checkpoint.witnesses.length,
          })}{' '}
          <span className="quiet">{date(checkpoint.at)}</span>
        </p>
      )}
      <TableSection
        title={say('entries')}
        path="auditLog.edges.*.node"
        rows={log.edges.map(({ node }) => node)}
        keyOf={({ seq }) => seq}
        columns={[...whatHappened(speech), ...whatOf(speech)]}
      />
      <p className="bar">
        {filters.after !== '' && (
          <Link to={withQuery('/audit', { ...filters, after: '' })}>{say('newest')}</Link>
        )}
        {older !== '' && (
          <Link to={withQuery('/audit', { ...filters, after: older })}>{say('older')}</Link>
        )}
      </p>
    </>
  );
}

const whatHappened = ({ say, date }: Speech): Column<Row>[] => [
  {
    head: say('entry'),
    path: 'seq',
    show: ({ seq }) => <Link to={`/audit/entries/${seq}`}>{seq}</Link>,
    numeric: true,
  },
  { head: say('at'), path: 'at', show: (row) => date(row.at) },
  { head: say('entryType'), path: 'type', show: (row) => row.type },
  { head: say('actor'), path: 'actor', show: (row) => row.actor },
];

const whatOf = ({ say }: Speech): Column<Row>[] => [
  { head: say('screen'), path: 'screen', show: (row) => row.screen },
  { head: say('purpose'), path: 'purpose', show: (row) => row.purpose },
  { head: say('code'), path: 'code', show: (row) => row.code },
  {
    head: say('fields'),
    path: 'decisions.*.coordinate',
    show: (row) => (row.decisions.length === 0 ? null : row.decisions.length),
    numeric: true,
  },
  { head: say('subjects'), path: 'subjects', show: (row) => row.subjects, numeric: true },
];
