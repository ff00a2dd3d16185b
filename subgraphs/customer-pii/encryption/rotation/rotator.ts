import { errorFields, type Log } from '../../../../lib/log.ts';
import { generationsOf } from '../generations.ts';
import { rotateKeys, type RotationInput } from './rotateKeys.ts';

export interface RotatorInput extends RotationInput {
  readonly log: Log;
}

/** Rotates keys for as long as a process lives. */
export interface Rotator {
  readonly start: () => void;
  /** What is due or was asked for; what is under way is waited for. */
  readonly turn: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** How often an order is looked for, and a rotation that is under way goes on. */
const turnMs = 2_000;
/** How often it is looked whether one is due: against a window of days. */
const lookMs = 60_000;

export function createRotator(input: RotatorInput): Rotator {
  const { clock, log } = input;
  let timer: NodeJS.Timeout | undefined;
  let lookAtMs = 0;
  let turning: Promise<void> = Promise.resolve();
  const once = async (): Promise<void> => {
    try {
      const isWanted = await takeOrder(input);
      if (!isWanted && clock.now().getTime() < lookAtMs) return;
      const step = await rotateKeys(input, { now: isWanted });
      lookAtMs = clock.now().getTime() + (step.isPending ? 0 : lookMs);
      const isNothing = step.made.length + step.ended.length + step.wrappedAnew === 0;
      if (!isNothing) log.info('keys.rotated', { ...step });
    } catch (error) {
      log.error('keys.rotation.failed', errorFields(error));
      await tellOverdue(input);
    }
  };
  const turn = (): Promise<void> => (turning = turning.then(once));
  return {
    turn,
    start: () => {
      timer = setInterval(() => void turn(), turnMs);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      await turning;
    },
  };
}

/** Orders stand in the key database, so that whoever may write there can give one, and no one else. */
async function takeOrder({ database, clock }: RotationInput): Promise<boolean> {
  const taken = await database.query(
    'update rotation_order set taken_at = $1 where taken_at is null returning asked_at',
    [clock.now().toISOString()],
  );
  return taken.length > 0;
}

async function tellOverdue({ database, clock, windowMs, log }: RotatorInput): Promise<void> {
  const known = await generationsOf(database).catch(() => []);
  const since = clock.now().getTime() - windowMs;
  const overdue = known.filter(({ created_at: at }) => Date.parse(at) < since);
  if (overdue.length === 0) return;
  const generations = overdue.map(({ kind, number }) => `${kind} ${String(number)}`);
  log.error('keys.overdue', { code: 'KEYS_UNAVAILABLE', generations });
}
