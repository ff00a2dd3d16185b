import {
  createSignal,
  lockdownHoldMs,
  lockdownLeaseMs,
  type LockdownAnswer,
  type LockdownQuestion,
} from '../../../lib/lockdowns.ts';
import { errorFields, type Log } from '../../../lib/log.ts';

/** A process that answers with values, as governance last heard of it. */
interface Holder {
  /** It has confirmed that no answer under less leaves it. */
  confirmed: number;
  heardAt: number;
}

/** Who confirmed an order, and whose lease was waited for instead. */
export interface Confirmation {
  readonly confirmed: readonly string[];
  readonly lapsed: readonly string[];
}

export interface HoldersInput {
  /** What is in force now, as the database has it. */
  readonly present: () => Promise<LockdownAnswer>;
  /** Called again and again while orders wait to take effect; true once none does. */
  readonly settle: (reached: (version: number) => Confirmation | undefined) => Promise<boolean>;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  readonly log: Log;
}

export interface Holders {
  readonly answer: (from: string, question: LockdownQuestion) => Promise<LockdownAnswer>;
  /** Something was committed: whoever waits is told, and it is watched until it has taken effect. */
  readonly changed: () => void;
  readonly stop: () => void;
}

/** Two clocks do not run quite alike. */
const marginMs = 100;
const forgottenMs = 60_000;
const lookMs = 25;

/**
 * Tells processes of orders and hears which of them hold themselves to them. One that is silent has
 * lost its lease two seconds after it was last heard, and then serves no value of a person: so an
 * order is in effect when each has confirmed it or has lost its lease. Who started lately does not
 * know yet who holds one, and waits as long.
 */
export function createHolders({ present, settle, now, log }: HoldersInput): Holders {
  const holders = new Map<string, Holder>();
  const beganAt = now();
  const news = createSignal();
  const silent = ({ heardAt }: Holder): boolean => now() - heardAt > lockdownLeaseMs + marginMs;
  const reached = (version: number): Confirmation | undefined => {
    const known = [...holders];
    const behind = known.filter(([, holder]) => holder.confirmed < version);
    const isNew = now() - beganAt <= lockdownLeaseMs + marginMs;
    if (isNew || behind.some(([, holder]) => !silent(holder))) return undefined;
    const names = (of: typeof known): readonly string[] => of.map(([name]) => name).sort();
    const lately = behind.filter(([, { heardAt }]) => now() - heardAt < forgottenMs);
    return {
      confirmed: names(known.filter((one) => !behind.includes(one))),
      lapsed: names(lately),
    };
  };
  const isSettled = (): Promise<boolean> =>
    settle(reached).catch((error: unknown) => {
      log.error('lockdowns.unsettled', errorFields(error));
      return false;
    });
  const watcher = createWatcher(isSettled);
  return {
    answer: async (from, { holder, knows, mayWait }) => {
      const name = `${from} ${holder}`;
      holders.set(name, { confirmed: knows, heardAt: now() });
      const told = news.within(lockdownHoldMs);
      const first = await present();
      if (first.version > knows || !mayWait) return first;
      await told;
      return present();
    },
    changed: () => {
      news.fire();
      for (const [name, { heardAt }] of holders) {
        if (now() - heardAt > forgottenMs) holders.delete(name);
      }
      watcher.begin();
    },
    stop: () => {
      watcher.stop();
      news.fire();
    },
  };
}

interface Watcher {
  readonly begin: () => void;
  readonly stop: () => void;
}

/** Looks again and again until all is settled; what is committed meanwhile is looked for again. */
function createWatcher(isSettled: () => Promise<boolean>): Watcher {
  let [isStopped, isNews, isWatching] = [false, false, false];
  const goesOn = (): boolean => !isStopped;
  const watch = async (): Promise<void> => {
    isWatching = true;
    while (goesOn() && isNews) {
      isNews = false;
      while (goesOn() && !(await isSettled())) await pause(lookMs);
    }
    isWatching = false;
  };
  return {
    begin: () => {
      isNews = true;
      if (!isWatching) void watch();
    },
    stop: () => {
      isStopped = true;
    },
  };
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
