import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { ReferentError } from '../../client/referentClient.ts';
import { offline } from '../data/useScreen.ts';
import { Failed, Loading } from '../parts/States.tsx';
import { fieldPath, withQuery } from '../router/address.ts';
import { Link } from '../router/router.tsx';
import { useSession } from '../session/session.tsx';
import type { WordKey } from '../words/en.ts';
import { useSpeech, type Speech } from '../words/language.tsx';
import { formsOf, readEntry, receiptsOf, textAt, textsAt, type ShownEntry } from './entry.ts';

type State =
  | { readonly is: 'loading' }
  | { readonly is: 'absent' }
  | { readonly is: 'shown'; readonly entry: ShownEntry }
  | { readonly is: 'failed'; readonly code: string; readonly message: string };

const triesMax = 10;

function useEntry(seq: number): { readonly state: State; readonly retry: () => void } {
  const { state: session } = useSession();
  const [state, setState] = useState<State>({ is: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const token = session.is === 'in' ? session.person.token : undefined;
  useEffect(() => {
    if (token === undefined) return undefined;
    const call = new AbortController();
    let later: number | undefined;
    setState((before) => (before.is === 'absent' ? before : { is: 'loading' }));
    readEntry({ token, signal: call.signal }, seq).then(
      (entry) => {
        setState(entry === undefined ? { is: 'absent' } : { is: 'shown', entry });
        // The next checkpoint comes within a second or two, where there is such an entry at all.
        if (entry !== undefined || attempt >= triesMax) return;
        later = window.setTimeout(() => {
          setAttempt(attempt + 1);
        }, 1_000);
      },
      (error: unknown) => {
        if (call.signal.aborted) return;
        const { code, message } =
          error instanceof ReferentError ? error : { code: offline, message: '' };
        setState({ is: 'failed', code, message });
      },
    );
    return () => {
      call.abort();
      window.clearTimeout(later);
    };
  }, [token, seq, attempt]);
  return {
    state,
    retry: () => {
      setAttempt((count) => count + 1);
    },
  };
}

/** One entry in words, read from the log's files with the proof that it is in the log. */
export default function EntryPage({ seq }: { readonly seq: number }): ReactElement {
  const { say } = useSpeech();
  const { state, retry } = useEntry(seq);
  return (
    <>
      <p>
        <Link to="/audit">{say('backToLog')}</Link>
      </p>
      <h1>{say('entryTitle', { seq })}</h1>
      {state.is === 'loading' && <Loading />}
      {state.is === 'absent' && <p className="notice">{say('entryAbsent')}</p>}
      {state.is === 'failed' && <Failed {...state} retry={retry} />}
      {state.is === 'shown' && <Entry entry={state.entry} />}
    </>
  );
}

function Entry({ entry }: { readonly entry: ShownEntry }): ReactElement {
  const speech = useSpeech();
  const { say } = speech;
  const { header, body } = entry;
  return (
    <div className="panels">
      <section className="panel wide" aria-label={say('entry')}>
        <p>{sentenceOf(entry, speech)}</p>
        {header !== undefined && body === undefined && (
          <p role="alert" className="notice bad">
            {say('entryAltered')}
          </p>
        )}
        <dl className="facts">
          {factsOf(entry, speech).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value === '' ? '–' : <bdi>{value}</bdi>}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Fields entry={entry} />
      <Receipts entry={entry} />
      <Proof entry={entry} />
    </div>
  );
}

const sentences: Readonly<Record<string, WordKey>> = {
  release: 'sentenceRelease',
  intent: 'sentenceIntent',
  deny: 'sentenceDeny',
  command: 'sentenceCommand',
  heartbeat: 'sentenceHeartbeat',
};

function sentenceOf({ header, body }: ShownEntry, { say, date }: Speech): string {
  if (header === undefined) return say('notProven', { size: 0 });
  const decision = body?.decision ?? undefined;
  const told = (name: string, otherwise = '–'): string => textAt(decision, name) ?? otherwise;
  const { node, type, at } = header;
  return say(sentences[type] ?? 'sentenceOther', {
    ...{ at: date(at) ?? at, node, type, actor: actorOf(body) ?? say('nobodyKnown') },
    ...{ screen: told('screen'), command: told('command'), purpose: told('purpose') },
    ...{ code: told('code'), subjects: told('subjects', '0'), count: told('count', '1') },
    roles: textsAt(decision, 'roles').join(', '),
  });
}

const actorOf = (body: ShownEntry['body']): string | undefined =>
  textAt(body?.subject ?? undefined, 'actor');

function factsOf(
  { header, body }: ShownEntry,
  { say }: Speech,
): readonly (readonly [string, string])[] {
  if (header === undefined) return [];
  const decision = body?.decision ?? undefined;
  const told = (name: string): string => textAt(decision, name) ?? '';
  return [
    [say('entryId'), header.entryId],
    [say('entryType'), header.type],
    [say('at'), header.at],
    [say('actor'), actorOf(body) ?? ''],
    [say('role'), textsAt(decision, 'roles').join(', ')],
    [say('purpose'), told('purpose')],
    [say('basis'), told('basis')],
    [say('screen'), told('screen')],
    [say('policyNumber'), told('epoch')],
    [say('node'), `${header.node} · ${String(header.nodeSeq)}`],
  ];
}

function Fields({ entry }: { readonly entry: ShownEntry }): ReactElement | null {
  const { say } = useSpeech();
  const forms = formsOf(entry.body?.decision ?? undefined);
  if (forms.length === 0) return null;
  return (
    <section className="panel" aria-label={say('fields')}>
      <h2>{say('fields')}</h2>
      {forms.map(([form, fields]) => (
        <div key={form}>
          <h3>
            {say('shownAs')}: {form}
          </h3>
          <ul className="fields">
            {fields.map((field) => (
              <li key={field}>
                <Link to={fieldPath(field)}>{field}</Link>{' '}
                <Link to={withQuery('/audit', { field, type: 'release' })} className="small">
                  {say('whoDidSee')}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Receipts({ entry }: { readonly entry: ShownEntry }): ReactElement | null {
  const { say } = useSpeech();
  const receipts = receiptsOf(entry.body?.decision ?? undefined);
  if (receipts.length === 0) return null;
  return (
    <section className="panel" aria-label={say('receipts')}>
      <h2>{say('receipts')}</h2>
      <div className="scroller" role="group" aria-label={say('receipts')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {(['store', 'subjects', 'rows', 'cells', 'hash'] as const).map((head) => (
                <th key={head} scope="col">
                  {say(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {receipts.map(({ store, subjects, rows, cells, hash }) => (
              <tr key={hash}>
                <td>
                  <span className="room-name" data-store={store}>
                    {store}
                  </span>
                </td>
                <td className="numeric">{subjects}</td>
                <td className="numeric">{rows}</td>
                <td className="numeric">{cells}</td>
                <td>
                  <code className="small">{hash}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Proof({ entry }: { readonly entry: ShownEntry }): ReactElement {
  const { say } = useSpeech();
  const { isProven, size, leafHash, siblings } = entry;
  return (
    <section className="panel" aria-label={say('proof')}>
      <h2>{say('proof')}</h2>
      <p role="status" className={`notice verdict ${isProven ? 'verified' : 'not-verified'}`}>
        {say(isProven ? 'proven' : 'notProven', { size })}
      </p>
      <details>
        <summary>{say('proofHashes', { count: siblings.length })}</summary>
        <ol className="hashes small">
          {[leafHash, ...siblings].map((hash) => (
            <li key={hash}>
              <code>{hash}</code>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
