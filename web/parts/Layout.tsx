import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Link } from '../router/router.tsx';
import { pagesFor } from '../screens/pages.ts';
import { useSession } from '../session/session.tsx';
import { languages, useSpeech } from '../words/language.tsx';
import { Tip } from './Tip.tsx';

interface LayoutProps {
  readonly path: string;
  readonly children: ReactNode;
}

/** The frame of every page: who is there, where one can go, and the page itself. */
export function Layout({ path, children }: LayoutProps): ReactElement {
  const { say } = useSpeech();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${main.current?.querySelector('h1')?.textContent ?? ''} · ${say('product')}`;
    // A screen reader hears where a link led; the first page is announced by the browser itself.
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [path, say]);
  return (
    <>
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          {say('product')}
        </Link>
        <Navigation path={path} />
        <Languages />
        <Account />
      </header>
      <main id="content" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Tip />
    </>
  );
}

function Navigation({ path }: { readonly path: string }): ReactElement | null {
  const { say } = useSpeech();
  const { state, settings } = useSession();
  if (state.is !== 'in') return null;
  return (
    <nav aria-label={say('screens')}>
      {pagesFor(state.person.roles).map((page) => (
        <Link key={page.path} to={page.path} current={path.startsWith(page.path)}>
          {say(page.title)}
        </Link>
      ))}
      {settings?.mode === 'development' && <a href="/graphiql">{say('explorer')}</a>}
    </nav>
  );
}

function Languages(): ReactElement {
  const { say, language, choose } = useSpeech();
  return (
    <div role="group" aria-label={say('language')} className="languages">
      {languages.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language}
          onClick={() => {
            choose(each);
          }}
        >
          {each === 'en' ? 'English' : 'Français'}
        </button>
      ))}
    </div>
  );
}

function Account(): ReactElement | null {
  const { say } = useSpeech();
  const { state, signOut } = useSession();
  if (state.is !== 'in') return null;
  return (
    <div className="account">
      <span>
        <bdi>{state.person.name}</bdi>{' '}
        <span className="small quiet">{state.person.roles.join(', ')}</span>
      </span>
      <button type="button" className="button" onClick={signOut}>
        {say('signOut')}
      </button>
    </div>
  );
}
