import { z } from 'zod';
import type { StoreName } from '../../../lib/storeName.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { CommandContext, Database } from '../definition.ts';
import type { Identity } from './exchange.ts';
import { sentRule } from './gate.ts';

/** Writes an outbox row in the transaction of its cause, if the gate lets such a message pass. */
export const createEmit =
  (identity: Identity, lock: PolicyLock, db: Database): CommandContext['emit'] =>
  async (event, to, payload) => {
    sentRule(lock, { kind: 'event', name: event, from: identity.name, to }, payload);
    await db.query(
      `insert into outbox (id, receiver, event, payload, created_at) values ($1, $2, $3, $4, $5)`,
      [identity.newId(), to, event, JSON.stringify(payload), identity.clock.now().toISOString()],
    );
  };

export interface OutboxEvent {
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
}

/** The oldest events that a receiver has not acknowledged, in the order in which they were made. */
export const waitingEvents = (
  db: Database,
  receiver: StoreName,
  limit: number,
): Promise<readonly OutboxEvent[]> =>
  db.query<OutboxEvent>(
    `select id, event, payload from outbox
      where receiver = $1 and delivered_at is null and refused_code is null
      order by sequence limit $2`,
    [receiver, limit],
  );

/** What a receiver says of each event, in order; what follows a failure it has not looked at. */
export const EventResults = z.object({
  results: z.array(
    z.discriminatedUnion('status', [
      z.object({ id: z.string(), status: z.enum(['done', 'duplicate', 'failed']) }),
      z.object({ id: z.string(), status: z.literal('refused'), code: z.string() }),
    ]),
  ),
});
export type EventResult = z.output<typeof EventResults>['results'][number];

/** Keeps what was acknowledged, and what was refused for good, from being sent again. */
export async function markResults(
  db: Database,
  receiver: StoreName,
  results: readonly EventResult[],
  at: Date,
): Promise<void> {
  const delivered = results.filter(({ status }) => status === 'done' || status === 'duplicate');
  await db.query('update outbox set delivered_at = $3 where receiver = $1 and id = any($2)', [
    receiver,
    delivered.map(({ id }) => id),
    at.toISOString(),
  ]);
  for (const result of results) {
    if (result.status !== 'refused') continue;
    await db.query('update outbox set refused_code = $3 where receiver = $1 and id = $2', [
      receiver,
      result.id,
      result.code,
    ]);
  }
}
