import type { ReactElement, ReactNode } from 'react';
import type { Answer } from '../../client/referentClient.ts';
import { failedStores } from '../data/standing.ts';
import { offline, type AskedScreen } from '../data/useScreen.ts';
import { useSpeech } from '../words/language.tsx';
import { AnswerContext } from './Value.tsx';

interface ScreenStatesProps<Data> {
  readonly screen: AskedScreen<Data>;
  /** The page where there is data. */
  readonly children: (data: Data) => ReactNode;
  /** A part of a page that has another answer as its own: it shows no reference. */
  readonly isAside?: boolean;
}

/** Loading, failed, partial or whole: one arrangement for every screen. */
export function ScreenStates<Data>({
  screen,
  children,
  isAside = false,
}: ScreenStatesProps<Data>): ReactElement {
  const { asked, retry } = screen;
  switch (asked.is) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return <Failed code={asked.code} message={asked.message} retry={retry} />;
    case 'shown':
      return (
        <AnswerContext value={asked.answer}>
          <div aria-busy={asked.renewing}>
            <Partial answer={asked.answer} retry={retry} />
            {asked.answer.data === null ? <Empty /> : children(asked.answer.data)}
            {!isAside && <Reference answer={asked.answer} />}
          </div>
        </AnswerContext>
      );
  }
}

export function Loading(): ReactElement {
  const { say } = useSpeech();
  return (
    <p role="status" className="notice loading">
      {say('loading')}
    </p>
  );
}

export function Empty(): ReactElement {
  const { say } = useSpeech();
  return (
    <p role="status" className="notice">
      {say('nothingFound')}
    </p>
  );
}

interface FailedProps {
  readonly code: string;
  readonly message: string;
  readonly retry: () => void;
}

export function Failed({ code, message, retry }: FailedProps): ReactElement {
  const { say } = useSpeech();
  const sentence =
    code === offline
      ? say('offline')
      : code === 'ROLE_NOT_ALLOWED'
        ? say('roleNotAllowed')
        : say('refused', { reason: message });
  return (
    <div role="alert" className="notice bad">
      <p>{sentence}</p>
      {code !== 'ROLE_NOT_ALLOWED' && <Retry retry={retry} />}
    </div>
  );
}

function Retry({ retry }: { readonly retry: () => void }): ReactElement {
  const { say } = useSpeech();
  return (
    <button type="button" className="button" onClick={retry}>
      {say('retry')}
    </button>
  );
}

/** A store that is down costs its own values alone, and says so. */
function Partial({
  answer,
  retry,
}: {
  readonly answer: Answer<unknown>;
  readonly retry: () => void;
}): ReactElement | null {
  const { say } = useSpeech();
  const stores = failedStores(answer);
  if (answer.errors.length === 0) return null;
  return (
    <div role="alert" className="notice warn">
      <p>{stores.length > 0 ? say('storesDown', { stores: stores.join(', ') }) : say('partial')}</p>
      <Retry retry={retry} />
    </div>
  );
}

function Reference({ answer }: { readonly answer: Answer<unknown> }): ReactElement | null {
  const { say } = useSpeech();
  if (answer.entryId === undefined) return null;
  return <p className="small quiet">{say('reference', { entry: answer.entryId })}</p>;
}
