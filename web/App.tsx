import type { ReactElement } from 'react';
import { Layout } from './parts/Layout.tsx';
import { later } from './parts/Later.tsx';
import { placeOf, type Address, type OfficePlace } from './router/address.ts';
import { useAddress } from './router/router.tsx';
import { Home } from './screens/Home.tsx';
import { CollectionsPage, CustomerPage, OrderPage, PipelinePage } from './screens/ScreenPages.tsx';
import type { Person } from './session/oidc.ts';
import { useSession } from './session/session.tsx';
import { SignIn } from './session/SignIn.tsx';
import { useSpeech } from './words/language.tsx';

/** Files of their own: who never opens these pages never loads them. */
const LogPage = later(() => import('./log/LogPage.tsx'));
const EntryPage = later(() => import('./log/EntryPage.tsx'));
const MapPage = later(() => import('./map/MapPage.tsx'));

export function App(): ReactElement {
  const address = useAddress();
  return (
    <Layout path={address.path}>
      <Content address={address} />
    </Layout>
  );
}

function Content({ address }: { readonly address: Address }): ReactElement {
  const { state } = useSession();
  const { say } = useSpeech();
  switch (state.is) {
    case 'starting':
      return <p role="status">{say('starting')}</p>;
    case 'out':
      return <SignIn why={state.why} />;
    case 'in':
      return <Page address={address} person={state.person} />;
  }
}

interface PageProps {
  readonly address: Address;
  readonly person: Person;
}

function Page({ address: { path, query }, person }: PageProps): ReactElement {
  const place = placeOf(path);
  switch (place.page) {
    case 'home':
      return <Home person={person} />;
    case 'customer-360':
      return <CustomerPage id={place.id} />;
    case 'order-status':
      return <OrderPage number={place.number} />;
    case 'collections':
      return <CollectionsPage entity={place.entity} query={query} today={today()} />;
    case 'pipeline-board':
      return <PipelinePage query={query} />;
    default:
      return <OfficePage place={place} query={query} />;
  }
}

interface OfficePageProps {
  readonly place: OfficePlace;
  readonly query: Address['query'];
}

/** Pages of those who look after the data. */
function OfficePage({ place, query }: OfficePageProps): ReactElement {
  switch (place.page) {
    case 'map':
      return <MapPage query={query} coordinate={undefined} />;
    case 'field':
      return <MapPage query={query} coordinate={place.coordinate} />;
    case 'log':
      return <LogPage query={query} />;
    case 'entry':
      return <EntryPage seq={place.seq} />;
    case 'unknown':
      return <Unknown />;
  }
}

const today = (): string => new Date().toISOString().slice(0, 10);

function Unknown(): ReactElement {
  const { say } = useSpeech();
  return (
    <>
      <h1>{say('notFoundTitle')}</h1>
      <p>{say('notFoundText')}</p>
    </>
  );
}
