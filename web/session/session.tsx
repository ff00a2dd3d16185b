import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { createReferentClient, type ReferentClient } from '../../client/referentClient.ts';
import { goTo } from '../router/router.tsx';
import {
  callbackPath,
  leaveToSignIn,
  leaveToSignOut,
  readReturn,
  wasKnown,
  type Outcome,
  type Person,
} from './oidc.ts';
import { readSettings, type Settings } from './settings.ts';

/** Why nobody is signed in. */
export type Absence = 'never' | 'expired' | 'refused' | 'unreachable';

export type SessionState =
  | { readonly is: 'starting' }
  | { readonly is: 'out'; readonly why: Absence }
  | { readonly is: 'in'; readonly person: Person; readonly client: ReferentClient };

export interface Session {
  readonly state: SessionState;
  readonly settings: Settings | undefined;
  readonly signIn: () => void;
  readonly signOut: () => void;
  /** The gateway refused the token, or its time is over. */
  readonly expire: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new TypeError('there is no session above this component');
  return session;
}

const here = (): string => {
  const { pathname, search } = window.location;
  return pathname === callbackPath ? '/' : `${pathname}${search}`;
};

export interface Begun {
  readonly settings: Settings;
  readonly outcome: Outcome | { readonly is: 'leaving' };
}

/** What the address and this tab say about who is there. */
export async function begin(): Promise<Begun> {
  const settings = await readSettings();
  if (window.location.pathname === callbackPath) {
    const outcome = await readReturn(settings, new URLSearchParams(window.location.search));
    goTo(outcome.returnTo, 'replace');
    return { settings, outcome };
  }
  if (!wasKnown()) return { settings, outcome: { is: 'nobody', returnTo: here() } };
  await leaveToSignIn(settings, here(), true);
  return { settings, outcome: { is: 'leaving' } };
}

function stateOf(outcome: Begun['outcome']): SessionState {
  switch (outcome.is) {
    case 'leaving':
      return { is: 'starting' };
    case 'nobody':
      return { is: 'out', why: 'never' };
    case 'refused':
      return { is: 'out', why: 'refused' };
    case 'person': {
      const { person } = outcome;
      const client = createReferentClient({
        url: window.location.origin,
        token: () => person.token,
        fetch: (...given) => fetch(...given),
      });
      return { is: 'in', person, client };
    }
  }
}

/** `begun` is made outside: a code can be exchanged but once, however often React mounts. */
export function SessionProvider({
  begun,
  children,
}: {
  readonly begun: Promise<Begun>;
  readonly children: ReactNode;
}): ReactElement {
  const [state, setState] = useState<SessionState>({ is: 'starting' });
  const [settings, setSettings] = useState<Settings>();
  useEffect(() => {
    begun.then(
      (found) => {
        setSettings(found.settings);
        setState(stateOf(found.outcome));
      },
      () => {
        setState({ is: 'out', why: 'unreachable' });
      },
    );
  }, [begun]);
  useEndOfToken(state, setState);
  const session = useMemo(() => sessionOf(state, settings, setState), [state, settings]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Values don't stay on the screen of somebody whose session has ended. */
function useEndOfToken(state: SessionState, setState: (state: SessionState) => void): void {
  useEffect(() => {
    if (state.is !== 'in') return undefined;
    const timer = window.setTimeout(() => {
      setState({ is: 'out', why: 'expired' });
    }, state.person.expiresAt - Date.now());
    return () => {
      window.clearTimeout(timer);
    };
  }, [state, setState]);
}

function sessionOf(
  state: SessionState,
  settings: Settings | undefined,
  setState: (state: SessionState) => void,
): Session {
  const unreachable = (): void => {
    setState({ is: 'out', why: 'unreachable' });
  };
  return {
    state,
    settings,
    signIn: () => {
      if (settings === undefined) window.location.reload();
      else leaveToSignIn(settings, here()).catch(unreachable);
    },
    signOut: () => {
      if (settings === undefined || state.is !== 'in') return;
      setState({ is: 'out', why: 'never' });
      leaveToSignOut(settings, state.person).catch(() => undefined);
    },
    expire: () => {
      setState({ is: 'out', why: 'expired' });
    },
  };
}
