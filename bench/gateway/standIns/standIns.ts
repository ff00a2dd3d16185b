import { fork } from 'node:child_process';
import type { FromStandIns, StandInCounts, StandInUrls, ToStandIns } from './messages.ts';

/** The process of the stand-ins, seen from the bench. */
export interface StandIns {
  readonly pid: number;
  readonly urls: StandInUrls['urls'];
  /** What they have seen since the last time. */
  readonly counts: () => Promise<StandInCounts>;
  readonly stop: () => void;
}

/** `file`: the compiled main file of the stand-ins. */
export async function startStandIns(file: string): Promise<StandIns> {
  const child = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = <Kind extends FromStandIns['kind']>(
    kind: Kind,
  ): Promise<Extract<FromStandIns, { kind: Kind }>> =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        reject(new Error('the stand-ins have ended'));
      };
      child.once('exit', end);
      child.once('message', (message) => {
        child.off('exit', end);
        const said = message as Extract<FromStandIns, { kind: Kind }>;
        if (said.kind === kind) resolve(said);
        else reject(new TypeError(`${kind} was expected`));
      });
    });
  const { urls } = await next('listening');
  return {
    pid: child.pid ?? 0,
    urls,
    counts: () => {
      const question: ToStandIns = { kind: 'count' };
      child.send(question);
      return next('counts');
    },
    stop: () => {
      child.disconnect();
    },
  };
}
