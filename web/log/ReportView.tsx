import type { ReactElement } from 'react';
import type { Found } from '../../audit/verify/core/findings.ts';
import type { Report } from '../../audit/verify/core/report.ts';
import { resultText, spotText, verdictText, wordsOf } from '../../audit/verify/core/report/text.ts';
import type { Words } from '../../audit/verify/core/report/words.ts';
import { useSpeech } from '../words/language.tsx';

/** A report in the verifier's own words: the same that its command line prints. */
export function ReportView({ report }: { readonly report: Report }): ReactElement {
  const { language, say, date } = useSpeech();
  const words = wordsOf(language);
  const { labels } = words;
  const { operators, of } = report.witnesses.independence;
  const { period } = report;
  return (
    <div>
      <p role="status" className={`notice verdict ${report.verdict}`}>
        {verdictText(report, words)} <FirstBad report={report} words={words} />
      </p>
      <p>
        {say('lastCheckpoint', {
          size: report.size,
          witnesses: report.witnesses.cosigned.length,
        })}{' '}
        {words.independence(operators, of)}.{' '}
        {period !== null &&
          words.covered(report.size, date(period.from) ?? '', date(period.to) ?? '')}
      </p>
      <dl className="facts">
        <div>
          <dt>{labels.origin}</dt>
          <dd>{report.origin ?? '–'}</dd>
        </div>
        <div>
          <dt>{labels.root}</dt>
          <dd>
            <code className="small">{report.root ?? '–'}</code>
          </dd>
        </div>
        <div>
          <dt>{labels.witnesses}</dt>
          <dd>{report.witnesses.cosigned.join(', ') || '–'}</dd>
        </div>
      </dl>
      <Checks report={report} words={words} />
      <FoundList title={labels.findings} found={report.findings} words={words} />
      <FoundList title={labels.notices} found={report.notices} words={words} />
    </div>
  );
}

interface PartProps {
  readonly report: Report;
  readonly words: Words;
}

/** The lowest place at which anything is wrong. */
function FirstBad({ report, words }: PartProps): ReactElement | null {
  const { say } = useSpeech();
  const places = report.findings.flatMap(({ first }) => first.index ?? []);
  if (places.length === 0) return null;
  return <strong>{say('firstBad', { entry: words.entry(Math.min(...places)) })}</strong>;
}

function Checks({ report, words }: PartProps): ReactElement {
  const { labels } = words;
  return (
    <div className="scroller" role="group" aria-label={labels.check} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{labels.check}</th>
            <th scope="col">{labels.result}</th>
            <th scope="col" className="numeric">
              {labels.examined}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.checks.map((result) => (
            <tr key={result.check}>
              <td>{words.checks[result.check]}</td>
              <td className={result.passed ? undefined : 'unavailable'}>
                {resultText(result, words)}
              </td>
              <td className="numeric">{result.examined}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FoundListProps {
  readonly title: string;
  readonly found: readonly Found<keyof Words['codes']>[];
  readonly words: Words;
}

function FoundList({ title, found, words }: FoundListProps): ReactElement {
  return (
    <>
      <h3>{title}</h3>
      {found.length === 0 && <p>{words.labels.none}</p>}
      <ul className="found">
        {found.map((one) => (
          <li key={one.code}>
            {words.codes[one.code]} <code className="small quiet">{one.code}</code>{' '}
            {spotText(one, words)}
            {one.count > 1 && ` (${words.times(one.count)})`}
          </li>
        ))}
      </ul>
    </>
  );
}
