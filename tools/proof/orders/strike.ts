import { CommandFailure } from '../../cli/command.ts';
import { isLive } from '../../start/health.ts';
import { steadyMs } from '../../start/part.ts';
import { eventually, pause } from '../../start/processes.ts';
import type { TemporaryInstallation } from '../temporaryInstallation.ts';
import type { Books, EventRecord, Mark, Stage } from './books.ts';

/** When CRM is killed: so long after its commands were sent, or after an event came so far. */
interface Moment {
  readonly after: 'send' | Stage;
  readonly ms: number;
}

/** Before, during and after the delivery, in turn. */
const moments: readonly Moment[] = [
  { after: 'commit', ms: 0 },
  { after: 'arrival', ms: 0 },
  { after: 'delivery', ms: 0 },
  { after: 'send', ms: 10 },
  { after: 'commit', ms: 2 },
  { after: 'arrival', ms: 2 },
  { after: 'delivery', ms: 3 },
  { after: 'send', ms: 30 },
  { after: 'commit', ms: 5 },
  { after: 'arrival', ms: 5 },
];

/** Where the events of one round stood when CRM was dead. */
export interface Landing {
  /** Committed, and not yet taken in by its receiver. */
  readonly waiting: number;
  /** Taken in, and CRM does not know: it will send them again. */
  readonly unacknowledged: number;
  readonly acknowledged: number;
}

export interface Striker {
  /** Waits until CRM has served for a while, so that the supervisor starts it again soon. */
  readonly steady: () => Promise<void>;
  /** Kills CRM in the round of that number; tells where the events after the mark stood. */
  readonly strike: (round: number, mark: Mark) => Promise<Landing>;
  /** Waits until the supervisor has brought CRM back. */
  readonly back: () => Promise<void>;
}

const backDeadlineMs = 60_000;

export function createStriker({ run }: TemporaryInstallation, books: Books): Striker {
  let killed: number | null = null;
  let upSince = performance.now();
  const crm = (): { readonly pid: number | null; readonly url: string } => {
    const found = run().processes.crm;
    if (found === undefined) throw new CommandFailure('CRM does not run here.');
    return found;
  };
  return {
    steady: () => pause(Math.max(0, upSince + steadyMs - performance.now())),
    strike: async (round, mark) => {
      const { after, ms } = moments[round % moments.length] ?? { after: 'commit', ms: 0 };
      const { pid } = crm();
      if (pid === null) throw new CommandFailure('CRM is down already.');
      if (after !== 'send') await books.reached(after, mark);
      if (ms > 0) await pause(ms);
      process.kill(pid, 'SIGKILL');
      killed = pid;
      await books.settled();
      return landingOf(await books.events(mark));
    },
    back: async () => {
      const isBack = await eventually(async () => {
        const { pid, url } = crm();
        return pid !== null && pid !== killed && (await isLive(url));
      }, backDeadlineMs);
      if (!isBack) throw new CommandFailure('The supervisor did not start CRM again.');
      upSince = performance.now();
    },
  };
}

function landingOf(events: readonly EventRecord[]): Landing {
  const count = (matches: (event: EventRecord) => boolean): number => events.filter(matches).length;
  return {
    waiting: count(({ acknowledged, arrivals }) => !acknowledged && arrivals === 0),
    unacknowledged: count(({ acknowledged, arrivals }) => !acknowledged && arrivals > 0),
    acknowledged: count(({ acknowledged }) => acknowledged),
  };
}
