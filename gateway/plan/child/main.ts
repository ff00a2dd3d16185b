import { toAppError } from '../../../lib/errors/appError.ts';
import { NativeUnavailable, openNative } from '../nativePlan.ts';
import type { PlanText } from '../planText.ts';
import type { FromChild, ToChild } from './messages.ts';

/** A planner in a process of its own: it may end at any moment, and nothing else ends with it. */
let planText: PlanText | undefined;

process.on('message', (message: ToChild) => {
  void answer(message).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the gateway still answers what it began, and ends this process then.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
// The default would print the error, and with it parts of a document.
process.on('uncaughtException', () => process.exit(1));

async function answer(message: ToChild): Promise<FromChild> {
  switch (message.kind) {
    case 'open':
      return open(message);
    case 'plan':
      return plan(message.text);
  }
}

async function open(options: ToChild & { readonly kind: 'open' }): Promise<FromChild> {
  try {
    planText = await openPlanner(options);
    return { kind: 'opened' };
  } catch (error) {
    return { kind: error instanceof NativeUnavailable ? 'unavailable' : 'unreadable' };
  }
}

/** Apollo's libraries take half a second to load: only where they are used. */
async function openPlanner(options: ToChild & { readonly kind: 'open' }): Promise<PlanText> {
  if (options.planner === 'native') return openNative(options);
  const { openApollo } = await import('../apolloPlan.ts');
  return openApollo(options);
}

function plan(text: string): FromChild {
  try {
    if (planText === undefined) throw new TypeError('the planner was not opened');
    return { kind: 'planned', plan: planText(text) };
  } catch (error) {
    return { kind: 'failed', code: toAppError(error).code };
  }
}
