import type { Handler } from '../../../lib/httpServer.ts';
import { createSignal, LockdownQuestion } from '../../../lib/lockdowns.ts';
import { isStoreName, type StoreName } from '../../../lib/storeName.ts';
import type { Beside, BesideContext } from '../../host/beside.ts';
import { createEndpointsFor } from '../../host/http/signedEndpoints.ts';
import { createDesk } from './desk.ts';
import { createControlEntries } from './entry.ts';
import { createHolders } from './holders.ts';
import { createSettle, effectOf, presentLockdowns } from './inForce.ts';

/** What officers' acts and the processes that hold themselves to them ask of governance. */
export interface Controls {
  readonly acts: Handler;
  readonly lockdowns: Handler;
  readonly answerOwn: NonNullable<Beside['lockdowns']>;
  readonly start: () => void;
  readonly stop: () => void;
}

export interface ControlsInput {
  readonly supergraph: () => string;
  readonly documents: () => readonly string[];
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}

/** Whoever answers with values: the gateway's processes and the stores. */
type Asker = StoreName | 'gateway';
const isAsker = (name: string): name is Asker => name === 'gateway' || isStoreName(name);

const questionBytesMax = 4_096;

export function createControls(
  { database, installation, identity, log }: BesideContext,
  { supergraph, documents, now }: ControlsInput,
): Controls {
  const { clock } = identity;
  const write = createControlEntries(clock);
  const told = createSignal();
  const holders = createHolders({
    ...{ now, log },
    present: () => presentLockdowns(database),
    settle: createSettle({ database, write, clock, told: told.fire }),
  });
  const desk = createDesk({
    ...{ database, installation, log, clock, supergraph, documents, write },
    changed: (lockdown) => {
      holders.changed();
      return effectOf(lockdown, { database, told, now });
    },
  });
  const signed = createEndpointsFor({ identity, log }, isAsker);
  return {
    acts: desk.handler,
    lockdowns: signed(questionBytesMax, LockdownQuestion, (from, question) =>
      holders.answer(from, question),
    ),
    answerOwn: (question) => holders.answer(identity.name, question),
    start: holders.changed,
    stop: holders.stop,
  };
}
