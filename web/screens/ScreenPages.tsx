import type { ReactElement } from 'react';
import { legalEntities, type LegalEntitiesQuery } from '../../client/documents.generated.ts';
import { useScreen } from '../data/useScreen.ts';
import { AskForm, type Choice } from '../parts/AskForm.tsx';
import { ScreenStates } from '../parts/States.tsx';
import { screenPath, withQuery, type Address } from '../router/address.ts';
import { goTo } from '../router/router.tsx';
import { useSpeech } from '../words/language.tsx';
import { Collections } from './Collections.tsx';
import { Customer360 } from './Customer360.tsx';
import { OrderStatus } from './OrderStatus.tsx';
import { PipelineBoard } from './PipelineBoard.tsx';

export function CustomerPage({ id }: { readonly id: string | undefined }): ReactElement {
  const { say } = useSpeech();
  const field = {
    name: 'id',
    label: say('customerId'),
    value: id ?? '',
    hint: say('customerHint'),
  };
  return (
    <>
      <h1>{say('customer360')}</h1>
      <AskForm
        fields={[field]}
        ask={(given) => {
          goTo(screenPath('customer-360', given.id ?? ''));
        }}
      />
      {id !== undefined && <Customer360 key={id} id={id} />}
    </>
  );
}

export function OrderPage({ number }: { readonly number: string | undefined }): ReactElement {
  const { say } = useSpeech();
  const [label, hint] = [say('orderNumber'), say('orderHint')];
  return (
    <>
      <h1>{say('orderStatus')}</h1>
      <AskForm
        fields={[{ name: 'number', label, value: number ?? '', hint }]}
        ask={(given) => {
          goTo(screenPath('order-status', given.number ?? ''));
        }}
      />
      {number !== undefined && <OrderStatus key={number} number={number} />}
    </>
  );
}

interface CollectionsPageProps {
  readonly entity: string | undefined;
  readonly query: Address['query'];
  readonly today: string;
}

export function CollectionsPage({ entity, query, today }: CollectionsPageProps): ReactElement {
  const { say } = useSpeech();
  const asOf = query.get('asOf') ?? today;
  const companies = useScreen(legalEntities, {});
  return (
    <>
      <h1>{say('collections')}</h1>
      <ScreenStates screen={companies} isAside>
        {(data) => (
          <AskForm
            fields={[
              {
                ...{ name: 'entity', label: say('legalEntity'), value: entity ?? '' },
                choices: choicesOf(data),
              },
              { name: 'asOf', label: say('asOf'), value: asOf, type: 'date' },
            ]}
            ask={(given) => {
              const path = screenPath('collections', given.entity ?? '');
              goTo(withQuery(path, { asOf: given.asOf ?? '' }));
            }}
          />
        )}
      </ScreenStates>
      {entity !== undefined && <Collections entity={entity} asOf={asOf} />}
    </>
  );
}

const choicesOf = (data: LegalEntitiesQuery): readonly Choice[] =>
  (data.legalEntities ?? []).map(({ id, name, countryCode, baseCurrency }) => [
    id,
    `${name} (${countryCode}, ${baseCurrency})`,
  ]);

export function PipelinePage({ query }: { readonly query: Address['query'] }): ReactElement {
  const { say } = useSpeech();
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  const shared = { type: 'date', required: false } as const;
  return (
    <>
      <h1>{say('pipelineBoard')}</h1>
      <AskForm
        fields={[
          { name: 'from', label: say('closeFrom'), value: from, ...shared },
          { name: 'to', label: say('closeTo'), value: to, ...shared },
        ]}
        ask={(given) => {
          goTo(withQuery(screenPath('pipeline-board'), given));
        }}
      />
      <PipelineBoard from={from} to={to} />
    </>
  );
}
