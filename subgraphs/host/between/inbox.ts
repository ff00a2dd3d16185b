import { z } from 'zod';
import { errorFields, type Log } from '../../../lib/log.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import type { StoreDatabase } from '../database.ts';
import { Refusal, type PolicyInForce, type StoreDefinition } from '../definition.ts';
import { createCommandContext, serviceCaller } from '../commands/commandContext.ts';
import type { Vault } from '../vault/vault.ts';
import type { Identity } from './exchange.ts';
import { gateProblems, gateRuleOf } from './gate.ts';
import type { EventResult, OutboxEvent } from './outbox.ts';

export const EventBatch = z.strictObject({
  events: z
    .array(
      z.strictObject({ id: z.string().min(1).max(64), event: z.string(), payload: z.unknown() }),
    )
    .max(100),
});

export interface InboxInput {
  readonly definition: StoreDefinition;
  readonly database: StoreDatabase;
  readonly policy: PolicyInForce;
  readonly identity: Identity;
  readonly log: Log;
  readonly vault: Vault | undefined;
}

/** Takes events in order, each effect once; stops at one that failed, which is sent again. */
export async function receiveEvents(
  input: InboxInput,
  sender: StoreName,
  events: readonly OutboxEvent[],
): Promise<readonly EventResult[]> {
  const results: EventResult[] = [];
  for (const event of events) {
    const result = await receiveEvent(input, sender, event);
    results.push(result);
    if (result.status === 'failed') break;
  }
  return results;
}

async function receiveEvent(
  input: InboxInput,
  sender: StoreName,
  received: OutboxEvent,
): Promise<EventResult> {
  const { definition, policy, log } = input;
  const { id, event, payload } = received;
  const rule = gateRuleOf(policy.lock, {
    kind: 'event',
    name: event,
    from: sender,
    to: definition.name,
  });
  const handler = Object.hasOwn(definition.receives, event)
    ? definition.receives[event]
    : undefined;
  const surplus = rule === undefined ? ['event'] : gateProblems(rule.fields, payload);
  if (handler === undefined || surplus.length > 0) {
    log.error('inbox.event.refused', { id, event, from: sender, at: surplus });
    return { id, status: 'refused', code: 'INVALID_INPUT' };
  }
  try {
    const status = await once(input, sender, received, async (context) => {
      await handler({ id, from: sender, payload }, context);
    });
    return { id, status };
  } catch (error) {
    const code = permanentCode(error);
    log.error('inbox.event.failed', { id, event, from: sender, ...errorFields(error) });
    return code === undefined ? { id, status: 'failed' } : { id, status: 'refused', code };
  }
}

/** Refusals and ill-formed payloads will not be better at the next attempt. */
function permanentCode(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.code;
  return error instanceof z.ZodError ? 'INVALID_INPUT' : undefined;
}

/** The inbox row and the effect stand or fall together. */
function once(
  input: InboxInput,
  sender: StoreName,
  { id, event }: OutboxEvent,
  effect: (context: ReturnType<typeof createCommandContext>) => Promise<void>,
): Promise<'done' | 'duplicate'> {
  return input.database.transaction(async (manager) => {
    const context = createCommandContext({ ...input, manager, caller: serviceCaller(sender) });
    const fresh = await context.db.query(
      `insert into inbox (event_id, sender, event, received_at) values ($1, $2, $3, $4)
        on conflict do nothing returning event_id`,
      [id, sender, event, input.identity.clock.now().toISOString()],
    );
    if (fresh.length === 0) return 'duplicate';
    await effect(context);
    return 'done';
  });
}
