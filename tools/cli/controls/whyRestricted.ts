import { z } from 'zod';
import { LockdownScope, lockdownLevels } from '../../../lib/controlActs.ts';
import type { LockdownOrder } from '../../../lib/lockdowns.ts';
import type { UsedCoordinates } from '../../../policies/coordinates.ts';
import {
  applyingTo,
  scopeSentence,
  touches,
  type RestrictedCaller,
} from '../../../policies/lockdown.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { LoggedEntry } from '../../audit/readLog.ts';

const Locked = z.object({
  lockdown: z.string(),
  level: z.enum(lockdownLevels),
  scope: LockdownScope,
  version: z.number(),
});
const Unlocked = z.object({ lockdown: z.string(), version: z.number() });

/** Gathers orders as the log tells of them, to say which were in force under a version. */
export interface OrdersOfLog {
  readonly note: (entry: LoggedEntry) => void;
  readonly under: (version: number) => readonly LockdownOrder[];
}

export function createOrdersOfLog(): OrdersOfLog {
  const locked: z.output<typeof Locked>[] = [];
  const lifted = new Map<string, number>();
  return {
    note: ({ header, body }) => {
      if (header.type === 'lock') {
        const parsed = Locked.safeParse(body.decision);
        if (parsed.success) locked.push(parsed.data);
      }
      if (header.type !== 'unlock') return;
      const parsed = Unlocked.safeParse(body.decision);
      if (parsed.success) lifted.set(parsed.data.lockdown, parsed.data.version);
    },
    under: (version) =>
      locked
        .filter((one) => one.version <= version && (lifted.get(one.lockdown) ?? Infinity) > version)
        .map(({ lockdown: id, level, scope }) => ({ id, level, scope })),
  };
}

export interface RestrictedValue {
  readonly subject: string;
  readonly reason: 'RESTRICTED';
  readonly sentence: string;
}

/** What orders in force took from an answer. */
export function whyRestricted(
  lock: PolicyLock,
  orders: readonly LockdownOrder[],
  caller: RestrictedCaller,
  asked: UsedCoordinates,
): readonly RestrictedValue[] {
  return applyingTo(orders, caller).flatMap((order) =>
    [...asked.fields, ...asked.arguments]
      .filter((coordinate) => touches(order, [coordinate], lock))
      .map((subject) => ({
        subject,
        reason: 'RESTRICTED' as const,
        sentence: `Restricted by ${order.id}: ${scopeSentence(order)}.`,
      })),
  );
}
