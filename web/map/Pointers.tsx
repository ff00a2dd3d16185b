import type { ReactElement } from 'react';
import { leadsTo } from '../../client/graph.generated.ts';
import { fieldPath } from '../router/address.ts';
import { Link } from '../router/router.tsx';
import { useSpeech } from '../words/language.tsx';
import { edgesOf, pointersOf, type FieldRule } from './model.ts';

interface PointersProps {
  readonly rules: readonly FieldRule[];
  readonly all: readonly FieldRule[];
}

/** The edges of the map: which store points at which, and by which fields. */
export function Pointers({ rules, all }: PointersProps): ReactElement | null {
  const { say } = useSpeech();
  const edges = edgesOf(pointersOf(rules, all, leadsTo));
  if (edges.length === 0) return null;
  return (
    <section aria-label={say('pointers')} className="panel">
      <h2>{say('pointers')}</h2>
      <p className="small quiet">{say('pointersText')}</p>
      <ul className="edges">
        {edges.map(({ from, to, pointers }) => (
          <li key={`${from} ${to}`}>
            <details>
              <summary>
                <span className="room-name" data-store={from}>
                  {from}
                </span>
                <span aria-hidden="true"> → </span>
                <span className="unseen">{say('to')}</span>
                <span className="room-name" data-store={to}>
                  {to}
                </span>{' '}
                <span className="quiet">{pointers.length}</span>
              </summary>
              <ul className="fields">
                {pointers.map(({ rule, type }) => (
                  <li key={rule.coordinate}>
                    <Link to={fieldPath(rule.coordinate)}>{rule.coordinate}</Link>
                    <span className="quiet"> → {type}</span>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
