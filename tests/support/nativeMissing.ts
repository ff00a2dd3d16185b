import type { ToChild } from '../../gateway/plan/child/messages.ts';

/** The planner's program as it is on a machine for which there is no native build. */
process.once('message', (message: ToChild) => {
  if (message.kind === 'open' && message.planner === 'native') {
    process.send?.({ kind: 'unavailable' });
    return;
  }
  void import('../../gateway/plan/child/main.ts').then(() =>
    process.emit('message', message, undefined),
  );
});
process.on('disconnect', () => process.exit(0));
