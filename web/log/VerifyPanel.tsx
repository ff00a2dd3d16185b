import { useState } from 'react';
import type { ReactElement } from 'react';
import { Failed } from '../parts/States.tsx';
import type { WordKey } from '../words/en.ts';
import { useSpeech } from '../words/language.tsx';
import { downloadEvidence } from './evidence.ts';
import { ReportView } from './ReportView.tsx';
import { useVerification, type Verification } from './useVerification.ts';

const trustKey = 'referent.trust';
const trustBytesMax = 1_048_576;

/** The verifier, run in this browser on files that it downloads now. */
export function VerifyPanel(): ReactElement {
  const { say } = useSpeech();
  const [trust, setTrust] = useState(() => localStorage.getItem(trustKey) ?? undefined);
  const { verification, verify } = useVerification();
  const isBusy = verification.is === 'downloading' || verification.is === 'verifying';
  return (
    <section className="panel" aria-label={say('verifyHere')}>
      <h2>{say('verifyHere')}</h2>
      <p>{say('verifyText')}</p>
      <TrustChoice trust={trust} choose={setTrust} />
      <button
        type="button"
        className="button strong"
        disabled={isBusy}
        onClick={() => {
          verify(trust);
        }}
      >
        {say('verifyHere')}
      </button>
      <Outcome
        verification={verification}
        retry={() => {
          verify(trust);
        }}
      />
    </section>
  );
}

interface TrustChoiceProps {
  readonly trust: string | undefined;
  readonly choose: (trust: string | undefined) => void;
}

/** The keys are the auditor's own: from the log alone nobody learns who wrote it. */
function TrustChoice({ trust, choose }: TrustChoiceProps): ReactElement {
  const { say } = useSpeech();
  const take = (file: File | undefined): void => {
    if (file === undefined || file.size > trustBytesMax) return;
    void file.text().then((text) => {
      localStorage.setItem(trustKey, text);
      choose(text);
    });
  };
  return (
    <div className="ask">
      <label>
        {say('trustFile')}
        <input
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            take(event.target.files?.[0]);
          }}
        />
        <span className="small quiet">{say(trust === undefined ? 'trustNone' : 'trustKept')}</span>
      </label>
      {trust !== undefined && (
        <button
          type="button"
          className="button"
          onClick={() => {
            localStorage.removeItem(trustKey);
            choose(undefined);
          }}
        >
          {say('trustForget')}
        </button>
      )}
    </div>
  );
}

const noVerdict: Readonly<Record<Extract<Verification, { is: 'none' }>['why'], WordKey>> = {
  signatures: 'noSignatures',
  trust: 'trustMalformed',
  other: 'verifyBroke',
  empty: 'logEmpty',
  'too-long': 'logTooLong',
};

interface OutcomeProps {
  readonly verification: Verification;
  readonly retry: () => void;
}

function Outcome({ verification, retry }: OutcomeProps): ReactElement | null {
  const { say } = useSpeech();
  switch (verification.is) {
    case 'idle':
      return null;
    case 'downloading':
    case 'verifying':
      return <Progress {...verification} />;
    case 'none':
      return (
        <p role="alert" className="notice bad">
          {say(noVerdict[verification.why])}
        </p>
      );
    case 'failed':
      return <Failed code={verification.code} message={verification.message} retry={retry} />;
    case 'done':
      return (
        <>
          <ReportView report={verification.verified.report} />
          <p className="small quiet">{say('evidenceText')}</p>
          <button
            type="button"
            className="button"
            onClick={() => {
              downloadEvidence(verification.verified);
            }}
          >
            {say('evidence')}
          </button>
        </>
      );
  }
}

function Progress({ is, done, of }: Extract<Verification, { done: number }>): ReactElement {
  const { say } = useSpeech();
  const words = say(is === 'downloading' ? 'downloading' : 'verifying', { done, of });
  return (
    <div className="notice">
      <label htmlFor="progress">{words}</label>
      <progress id="progress" value={done} max={Math.max(1, of)} />
    </div>
  );
}
