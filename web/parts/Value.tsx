import { createContext, use } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { Answer, SourceMark } from '../../client/referentClient.ts';
import { gapAt } from '../data/standing.ts';
import type { WordKey } from '../words/en.ts';
import { useSpeech } from '../words/language.tsx';

/** The answer that the values below belong to. */
export const AnswerContext = createContext<Answer<unknown> | undefined>(undefined);

function useAnswer(): Answer<unknown> {
  const answer = use(AnswerContext);
  if (answer === undefined) throw new TypeError('there is no answer above this value');
  return answer;
}

const reasons: Readonly<Record<string, WordKey>> = {
  NOT_PERMITTED: 'withheldNotPermitted',
  NOT_AVAILABLE: 'withheldNotAvailable',
  PARTY_NOT_PERMITTED: 'withheldParty',
  RESTRICTED: 'withheldRestricted',
  AUDIT_UNAVAILABLE: 'withheldAudit',
  WITNESS_UNAVAILABLE: 'withheldAudit',
};

interface ValueProps {
  readonly path: string;
  /** Already in the reader's language. */
  readonly value: ReactNode;
  /** In a table the column's head carries the mark that the keyboard reaches. */
  readonly reachable?: boolean;
}

/** A value with the mark of the store that owns it, or the reason why there is none. */
export function Value({ path, value, reachable = true }: ValueProps): ReactElement {
  const answer = useAnswer();
  const mark = answer.sourceOf(path);
  const shown =
    value === null || value === undefined || value === '' ? (
      <Absent path={path} reachable={reachable} />
    ) : (
      <bdi>{value}</bdi>
    );
  return (
    <span className="value">
      {shown}
      {mark !== undefined && <Mark mark={mark} reachable={reachable} />}
    </span>
  );
}

function Absent({
  path,
  reachable,
}: {
  readonly path: string;
  readonly reachable: boolean;
}): ReactElement {
  const { say } = useSpeech();
  const answer = useAnswer();
  const gap = gapAt(answer, path);
  if (gap === 'none') {
    return (
      <span className="absent">
        <span aria-hidden="true">–</span>
        <span className="unseen">{say('noValue')}</span>
      </span>
    );
  }
  const code = answer.withheldAt(path)?.code ?? '';
  const why = gap === 'withheld' ? (reasons[code] ?? 'withheldOther') : 'unavailableWhy';
  return (
    <span className={`absent ${gap}`} data-why={say(why)} {...(reachable ? { tabIndex: 0 } : {})}>
      {say(gap)}
      <span className="unseen">{`. ${say(why)}`}</span>
    </span>
  );
}

/** The store's colour and letter; its facts show on hover and focus. */
export function Mark({
  mark,
  reachable,
}: {
  readonly mark: SourceMark;
  readonly reachable: boolean;
}): ReactElement {
  const { say, date } = useSpeech();
  const facts = [
    `${say('source')}: ${mark.store}`,
    `${say('guarantee')}: ${mark.guarantee}`,
    `${say('shownAs')}: ${mark.form}`,
    `${say('readAt')}: ${date(mark.readAt) ?? '–'}`,
    `${say('field')}: ${mark.coordinate}`,
  ];
  const shared = {
    className: 'mark',
    'data-store': mark.store,
    'data-facts': facts.join('\n'),
  };
  return reachable ? (
    <button type="button" {...shared} aria-label={facts.join('. ')} />
  ) : (
    <span {...shared} aria-hidden="true" />
  );
}
