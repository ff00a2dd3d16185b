import { useState, type FormEvent, type ReactElement } from 'react';
import { customer360, type Customer360Query } from '../../client/documents.generated.ts';
import { createReferentClient, ReferentError, type Answer } from '../../client/referentClient.ts';
import { Customer360 } from './Customer360.tsx';

type State =
  | { readonly step: 'ask' }
  | { readonly step: 'loading' }
  | { readonly step: 'shown'; readonly answer: Answer<Customer360Query> }
  | { readonly step: 'refused'; readonly sentence: string };

export function App(): ReactElement {
  const [state, setState] = useState<State>({ step: 'ask' });

  const show = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const token = String(form.get('token')).trim();
    setState({ step: 'loading' });
    const client = createReferentClient({ url: window.location.origin, token: () => token });
    try {
      const id = String(form.get('customer')).trim();
      const answer = await client.run(customer360, { id }, { sources: true });
      setState({ step: 'shown', answer });
    } catch (error) {
      const sentence =
        error instanceof ReferentError ? error.message : 'The gateway could not be reached.';
      setState({ step: 'refused', sentence });
    }
  };

  return (
    <main>
      <h1>Customer 360</h1>
      <form onSubmit={(event) => void show(event)}>
        <label>
          Customer id
          <input name="customer" required autoComplete="off" />
        </label>
        <label>
          Access token
          <input name="token" type="password" required autoComplete="off" />
        </label>
        <button type="submit" disabled={state.step === 'loading'}>
          Show
        </button>
      </form>
      <Outcome state={state} />
    </main>
  );
}

function Outcome({ state }: { readonly state: State }): ReactElement | null {
  switch (state.step) {
    case 'ask':
      return (
        <p className="hint">
          <code>npx referent token --as account-manager</code> prints a token,{' '}
          <code>npx referent screen customer-360 --as account-manager --example</code> an id.
        </p>
      );
    case 'loading':
      return <p role="status">Asking the stores…</p>;
    case 'refused':
      return <p role="alert">{state.sentence}</p>;
    case 'shown':
      return <Customer360 answer={state.answer} />;
  }
}
