import { fork } from 'node:child_process';
import { once } from 'node:events';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import { endProcess } from './endProcess.ts';
import type { Behaviour, FromStores, ToStores } from './stores/messages.ts';

export interface StoresProcess {
  readonly urls: Readonly<Record<StoreName, string>>;
  /** Resolves when the store does. */
  readonly behave: (store: StoreName, behaviour: Behaviour) => Promise<void>;
  readonly close: () => Promise<void>;
}

const program = projectFile('dist', 'tools', 'proof', 'resilience', 'stores', 'main.js');

/** All stores in one process, which ends with this one. */
export async function startStores(): Promise<StoresProcess> {
  const child = fork(program, [], { env: {}, execArgv: [], stdio: 'inherit' });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process of the stores ended');
  });
  ended.catch(() => undefined);
  const next = async (): Promise<FromStores> => {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [FromStores];
    return message;
  };
  const first = await next();
  if (first.kind !== 'listening') throw new TypeError('the stores must say where they listen');
  return {
    urls: first.urls,
    behave: async (store, behaviour) => {
      const told = next();
      child.send({ store, behaviour } satisfies ToStores);
      await told;
    },
    close: () => endProcess(child),
  };
}
