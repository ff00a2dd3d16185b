import type { ReactElement } from 'react';
import { pipelineBoard, type PipelineBoardQuery } from '../../client/documents.generated.ts';
import { useScreen } from '../data/useScreen.ts';
import { Facts } from '../parts/Facts.tsx';
import { Empty, ScreenStates } from '../parts/States.tsx';
import { Value } from '../parts/Value.tsx';
import { screenPath } from '../router/address.ts';
import { Link } from '../router/router.tsx';
import { useSpeech } from '../words/language.tsx';

type Pipeline = NonNullable<PipelineBoardQuery['pipeline']>;
type Edge = Pipeline['edges'][number];
type Stage = Edge['node']['stage'];

const stages: readonly Stage[] = [
  'PROSPECTING',
  'QUALIFICATION',
  'DEMO',
  'PROPOSAL',
  'NEGOTIATION',
  'CLOSED_WON',
  'CLOSED_LOST',
];

interface PipelineBoardProps {
  readonly from: string;
  readonly to: string;
}

export function PipelineBoard({ from, to }: PipelineBoardProps): ReactElement {
  const screen = useScreen(pipelineBoard, {
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
  });
  return (
    <ScreenStates screen={screen}>
      {({ pipeline }) => (pipeline === null ? <Empty /> : <Board pipeline={pipeline} />)}
    </ScreenStates>
  );
}

function Board({ pipeline }: { readonly pipeline: Pipeline }): ReactElement {
  const { say, money, decimal } = useSpeech();
  const rows = pipeline.edges.map((edge, position) => ({ ...edge.node, position }));
  if (rows.length === 0) return <Empty />;
  return (
    <>
      <section aria-label={say('totals')} className="panel">
        <Facts
          facts={[
            [say('count'), 'pipeline.totals.count', decimal(pipeline.totals?.count)],
            [say('amount'), 'pipeline.totals.amount.minorUnits', money(pipeline.totals?.amount)],
            [
              say('weighted'),
              'pipeline.totals.weighted.minorUnits',
              money(pipeline.totals?.weighted),
            ],
          ]}
        />
      </section>
      <div className="board">
        {stages
          .filter((stage) => rows.some((row) => row.stage === stage))
          .map((stage) => (
            <StageColumn
              key={stage}
              stage={stage}
              rows={rows.filter((row) => row.stage === stage)}
            />
          ))}
      </div>
      {pipeline.pageInfo.hasNextPage && (
        <p className="quiet">{say('more', { count: rows.length })}</p>
      )}
    </>
  );
}

interface StageColumnProps {
  readonly stage: Stage;
  readonly rows: readonly (Edge['node'] & { readonly position: number })[];
}

function StageColumn({ stage, rows }: StageColumnProps): ReactElement {
  const { value } = useSpeech();
  return (
    <section className="panel" aria-label={value(stage) ?? stage}>
      <h2>
        {value(stage)} <span className="quiet">{rows.length}</span>
      </h2>
      <ul className="cards">
        {rows.map((row) => (
          <Card key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Card({ row }: { readonly row: StageColumnProps['rows'][number] }): ReactElement {
  const { money, date, say } = useSpeech();
  const path = `pipeline.edges.${String(row.position)}.node`;
  const customer = (
    <Link to={screenPath('customer-360', row.customer.id)}>
      {row.customer.tradeName ?? row.customer.id}
    </Link>
  );
  return (
    <li className="card">
      <strong>
        <Value path={`${path}.name`} value={row.name} reachable={false} />
      </strong>
      <Value path={`${path}.customer.tradeName`} value={customer} reachable={false} />
      <Value path={`${path}.amount.minorUnits`} value={money(row.amount)} />
      <span className="small quiet">
        {say('closes')}:{' '}
        <Value
          path={`${path}.expectedCloseDate`}
          value={date(row.expectedCloseDate)}
          reachable={false}
        />
      </span>
    </li>
  );
}
