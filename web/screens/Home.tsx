import type { ReactElement } from 'react';
import { Link } from '../router/router.tsx';
import type { Person } from '../session/oidc.ts';
import { useSpeech } from '../words/language.tsx';
import { pagesFor } from './pages.ts';

export function Home({ person }: { readonly person: Person }): ReactElement {
  const { say } = useSpeech();
  const pages = pagesFor(person.roles);
  return (
    <>
      <h1>{say('homeTitle')}</h1>
      <p>{say('homeText', { roles: person.roles.join(', ') })}</p>
      {pages.length === 0 && <p className="notice">{say('homeNothing')}</p>}
      <ul className="tiles">
        {pages.map((page) => (
          <li key={page.path} className="panel">
            <h2>
              <Link to={page.path}>{say(page.title)}</Link>
            </h2>
            <p>{say(page.text)}</p>
            <p className="small quiet">
              {say('purpose')}: {page.purpose}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
