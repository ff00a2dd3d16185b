import type { ReactElement, ReactNode } from 'react';
import { selectedFields } from '../../client/graph.generated.ts';
import { Link } from '../router/router.tsx';
import { useSpeech, type Speech } from '../words/language.tsx';
import { everyPurpose, type FieldRule } from './model.ts';
import type { PolicyMap } from './usePolicyMap.ts';

interface FieldPageProps {
  readonly map: PolicyMap;
  readonly coordinate: string;
}

/** All that the published policy says of one field. */
export function FieldPage({ map, coordinate }: FieldPageProps): ReactElement {
  const { say } = useSpeech();
  const rule = map.rules.find((each) => each.coordinate === coordinate);
  return (
    <>
      <p>
        <Link to="/map">{say('backToMap')}</Link>
      </p>
      <h1>
        <bdi>{coordinate}</bdi>
      </h1>
      {rule === undefined ? (
        <p className="notice">{say('noMatch')}</p>
      ) : (
        <div className="panels">
          <section className="panel wide" aria-label={say('field')}>
            <p>{rule.sentence}</p>
            <RuleFacts rule={rule} />
          </section>
          <Readers rule={rule} />
          <Screens rule={rule} map={map} />
        </div>
      )}
    </>
  );
}

function RuleFacts({ rule }: { readonly rule: FieldRule }): ReactElement {
  const speech = useSpeech();
  return (
    <dl className="facts">
      {factsOf(rule, speech).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === '' ? '–' : value}</dd>
        </div>
      ))}
    </dl>
  );
}

const factsOf = (
  rule: FieldRule,
  { say, value, yesNo }: Speech,
): readonly (readonly [string, ReactNode])[] => [
  [
    say('source'),
    <span key="store" className="room-name" data-store={rule.store}>
      {rule.store}
    </span>,
  ],
  [say('column'), rule.source],
  [say('guarantee'), rule.guarantee],
  [say('accountable'), rule.accountable],
  [say('steward'), rule.steward],
  [say('class'), value(rule.class)],
  [say('category'), rule.category ?? ''],
  [say('subjectOf'), rule.subjectPath ?? ''],
  [say('write'), rule.write.join(', ')],
  [say('residency'), rule.residency.join(', ')],
  [say('erasure'), rule.erase ?? ''],
  [say('portable'), yesNo(rule.portable)],
];

function Readers({ rule }: { readonly rule: FieldRule }): ReactElement {
  const { say } = useSpeech();
  const isWrapper = rule.read.some(({ purpose }) => purpose === everyPurpose);
  return (
    <section className="panel" aria-label={say('readers')}>
      <h2>{say('readers')}</h2>
      {rule.read.length === 0 && <p>{say('nobody')}</p>}
      {isWrapper && <p>{say('wrapper')}</p>}
      {rule.read.length > 0 && !isWrapper && <ReadersTable rule={rule} />}
      <h3>{say('couldSee')}</h3>
      <p>{rule.couldSee.length === 0 ? say('nobody') : rule.couldSee.join(', ')}</p>
    </section>
  );
}

function ReadersTable({ rule }: { readonly rule: FieldRule }): ReactElement {
  const { say } = useSpeech();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say('purpose')}</th>
          <th scope="col">{say('shownAs')}</th>
        </tr>
      </thead>
      <tbody>
        {rule.read.map(({ purpose, form }) => (
          <tr key={purpose}>
            <td>{purpose}</td>
            <td>{form}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Screens({
  rule,
  map,
}: {
  readonly rule: FieldRule;
  readonly map: PolicyMap;
}): ReactElement {
  const { say } = useSpeech();
  const screens = map.screens.filter(
    ({ name }) => selectedFields[name]?.includes(rule.coordinate) === true,
  );
  return (
    <section className="panel" aria-label={say('usedBy')}>
      <h2>{say('usedBy')}</h2>
      <ul>
        {screens.map(({ name, purpose, roles }) => (
          <li key={name}>
            {name}{' '}
            <span className="small quiet">
              {purpose} · {roles.join(', ')}
            </span>
          </li>
        ))}
      </ul>
      {screens.length === 0 && <p>{say('nothingFound')}</p>}
    </section>
  );
}
