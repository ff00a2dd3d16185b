import type { ReactElement } from 'react';
import type { WordKey } from '../words/en.ts';
import { useSpeech } from '../words/language.tsx';
import { useSession, type Absence } from './session.tsx';

const sentences: Readonly<Record<Absence, WordKey | undefined>> = {
  never: undefined,
  expired: 'sessionExpired',
  refused: 'sessionRefused',
  unreachable: 'sessionUnreachable',
};

/** Nobody is signed in: why, and the way in. The address stays, so the person comes back to it. */
export function SignIn({ why }: { readonly why: Absence }): ReactElement {
  const { say } = useSpeech();
  const { signIn } = useSession();
  const sentence = sentences[why];
  return (
    <div className="narrow">
      <h1>{say('signInTitle')}</h1>
      {sentence !== undefined && (
        <p role="alert" className="notice warn">
          {say(sentence)}
        </p>
      )}
      <p>{say('signInText')}</p>
      <button type="button" className="button strong" onClick={signIn}>
        {say(why === 'unreachable' ? 'retry' : 'signIn')}
      </button>
    </div>
  );
}
