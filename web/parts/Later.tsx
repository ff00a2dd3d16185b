import { useEffect, useState } from 'react';
import type { ComponentType, ReactElement } from 'react';
import { Failed, Loading } from './States.tsx';
import { offline } from '../data/useScreen.ts';

type Load<Props> = () => Promise<{ readonly default: ComponentType<Props> }>;

/**
 * A page whose script comes when it is first opened. React's own `lazy` holds the page back for
 * 0.3 s once it has shown that it waits.
 */
export function later<Props extends object>(load: Load<Props>): ComponentType<Props> {
  const kept: { page?: ComponentType<Props> } = {};
  return function Later(props: Props): ReactElement {
    const [page, setPage] = useState<'coming' | 'failed' | { is: ComponentType<Props> }>(
      kept.page === undefined ? 'coming' : { is: kept.page },
    );
    useEffect(() => {
      if (page !== 'coming') return;
      load().then(
        (module) => {
          kept.page = module.default;
          setPage({ is: module.default });
        },
        () => {
          setPage('failed');
        },
      );
    }, [page]);
    if (page === 'coming') return <Loading />;
    if (page === 'failed') {
      return (
        <Failed
          code={offline}
          message=""
          retry={() => {
            setPage('coming');
          }}
        />
      );
    }
    return <page.is {...props} />;
  };
}
