import type { ReactElement } from 'react';
import { Failed } from '../parts/States.tsx';
import { goTo } from '../router/router.tsx';
import { withQuery } from '../router/address.ts';
import { useSpeech } from '../words/language.tsx';
import { download } from './download.ts';
import { FieldPage } from './FieldPage.tsx';
import { FilterForm } from './FilterForm.tsx';
import { coveredCount, csvOf, filtersOf, matching, type FieldRule, type Filters } from './model.ts';
import { Pointers } from './Pointers.tsx';
import { Rooms } from './Rooms.tsx';
import { usePolicyMap, type PolicyMap } from './usePolicyMap.ts';

interface MapPageProps {
  readonly query: URLSearchParams;
  /** The field whose page is open. */
  readonly coordinate: string | undefined;
}

/** The ownership map and, below it, a page a field. */
export default function MapPage({ query, coordinate }: MapPageProps): ReactElement {
  const { say } = useSpeech();
  const { state, retry } = usePolicyMap();
  switch (state.is) {
    case 'loading':
      return (
        <>
          <h1>{coordinate ?? say('map')}</h1>
          <p role="status" className="notice">
            {say('mapLoading', { count: state.count })}
          </p>
        </>
      );
    case 'failed':
      return (
        <>
          <h1>{say('map')}</h1>
          <Failed code={state.code} message={state.message} retry={retry} />
        </>
      );
    case 'shown':
      return coordinate === undefined ? (
        <OwnershipMap map={state.map} filters={filtersOf(query)} />
      ) : (
        <FieldPage map={state.map} coordinate={coordinate} />
      );
  }
}

interface OwnershipMapProps {
  readonly map: PolicyMap;
  readonly filters: Filters;
}

function OwnershipMap({ map, filters }: OwnershipMapProps): ReactElement {
  const { say, date } = useSpeech();
  const { policy, rules } = map;
  const found = matching(rules, filters);
  return (
    <>
      <h1>{say('map')}</h1>
      <p>
        {say('policyVersion', {
          number: policy.number,
          at: date(policy.activatedAt) ?? '',
        })}{' '}
        <code className="small quiet">{policy.hash.slice(0, 16)}</code>
      </p>
      <Coverage rules={rules} total={policy.fields.totalCount ?? rules.length} />
      <FilterForm
        rules={rules}
        filters={filters}
        choose={(chosen) => {
          goTo(withQuery('/map', chosen), 'replace');
        }}
      />
      <div className="bar">
        <p role="status">{say('matches', { count: found.length, total: rules.length })}</p>
        <Downloads rules={found} hash={policy.hash} />
      </div>
      {found.length === 0 && <p className="notice">{say('noMatch')}</p>}
      <Pointers rules={found} all={rules} />
      <Rooms rules={found} open={found.length <= 60} />
    </>
  );
}

function Coverage({
  rules,
  total,
}: {
  readonly rules: readonly FieldRule[];
  readonly total: number;
}): ReactElement {
  const { say } = useSpeech();
  const covered = coveredCount(rules);
  const percent = total === 0 ? 0 : Math.floor((covered / total) * 100);
  return (
    <div className="coverage panel">
      <label htmlFor="coverage">
        {say('coverage')}: {percent} %
      </label>
      <meter id="coverage" min={0} max={total} value={covered} />
      <p className="small quiet">{say('coverageText', { covered, total })}</p>
    </div>
  );
}

/** The policy's hash stands in the file's name: a map without its version says nothing. */
function Downloads({
  rules,
  hash,
}: {
  readonly rules: readonly FieldRule[];
  readonly hash: string;
}): ReactElement {
  const { say } = useSpeech();
  const name = `ownership-map-${hash.slice(0, 16)}`;
  return (
    <div className="bar">
      <button
        type="button"
        className="button"
        onClick={() => {
          download(`${name}.csv`, 'text/csv', csvOf(rules));
        }}
      >
        {say('downloadCsv')}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          download(`${name}.json`, 'application/json', JSON.stringify({ hash, fields: rules }));
        }}
      >
        {say('downloadJson')}
      </button>
    </div>
  );
}
