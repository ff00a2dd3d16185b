import { useSyncExternalStore } from 'react';
import type { MouseEvent, ReactElement, ReactNode } from 'react';
import type { Address } from './address.ts';

const moved = 'referent:moved';

/** Goes to another address of the console; the browser's own buttons lead back. */
export function goTo(href: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') window.history.pushState(null, '', href);
  else window.history.replaceState(null, '', href);
  window.dispatchEvent(new Event(moved));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(moved, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(moved, listener);
  };
}

const hrefNow = (): string => `${window.location.pathname}${window.location.search}`;

export function useAddress(): Address {
  const href = useSyncExternalStore(subscribe, hrefNow);
  const [path = '/', query = ''] = href.split('?', 2);
  return { path, query: new URLSearchParams(query) };
}

interface LinkProps {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly current?: boolean;
}

/** A real link, which opens in another tab like any; a plain click stays on the page. */
export function Link({ to, children, className, current = false }: LinkProps): ReactElement {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo(to);
    window.scrollTo(0, 0);
  };
  return (
    <a
      href={to}
      className={className}
      onClick={follow}
      {...(current ? { 'aria-current': 'page' as const } : {})}
    >
      {children}
    </a>
  );
}
