import type { ReactElement, ReactNode } from 'react';
import { Value } from './Value.tsx';

/** A name, the path of its value in the answer, the value in the reader's language. */
export type Fact = readonly [name: string, path: string, value: ReactNode];

export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactElement {
  return (
    <dl className="facts">
      {facts.map(([name, path, value]) => (
        <div key={path}>
          <dt>{name}</dt>
          <dd>
            <Value path={path} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
