import { z } from 'zod';
import { AppError } from '../../../lib/errors/appError.ts';
import { isErrorCode } from '../../../lib/errors/catalogue.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import { createCommandContext, serviceCaller } from '../commands/commandContext.ts';
import { refuse, Refusal, type AskContext } from '../definition.ts';
import { exchange, type Identity } from './exchange.ts';
import { gateProblems, gateRuleOf, sentRule } from './gate.ts';
import type { InboxInput } from './inbox.ts';
import type { StoreTransport } from './transport.ts';
import type { PolicyLock } from '../../../policies/lock.ts';

export const CallRequest = z.strictObject({ call: z.string(), payload: z.unknown() });

const CallAnswer = z.union([
  z.strictObject({ answer: z.unknown() }).refine((body) => 'answer' in body),
  z.strictObject({ refusal: z.strictObject({ code: z.string() }) }),
]);

export interface CallerInput {
  readonly identity: Identity;
  readonly lock: PolicyLock;
  readonly transport: StoreTransport;
  readonly timeoutMs: number;
}

/** Asks another store a question that the gate knows; the answer is signed and has no surplus member. */
export function createCall(input: CallerInput): AskContext['call'] {
  const { identity, lock, transport, timeoutMs } = input;
  return async (name, to, payload) => {
    const rule = sentRule(lock, { kind: 'call', name, from: identity.name, to }, payload);
    const body = JSON.stringify({ call: name, payload });
    const reply = await exchange({ identity, transport, to, path: '/call', body, timeoutMs });
    const parsed = CallAnswer.parse(JSON.parse(reply.body));
    if ('refusal' in parsed) {
      const { code } = parsed.refusal;
      throw isErrorCode(code) ? refuse(code, []) : new AppError('PEER_UNAVAILABLE');
    }
    const surplus = gateProblems(rule.answer ?? {}, parsed.answer);
    if (surplus.length > 0) {
      throw new AppError('PEER_UNAVAILABLE', { details: { to, call: name, at: surplus } });
    }
    return { answer: parsed.answer, signed: JSON.stringify(reply) };
  };
}

/** Answers a question of another store, in one transaction. Throws where the gate does not know it. */
export async function answerCall(
  input: InboxInput,
  sender: StoreName,
  { call, payload }: z.output<typeof CallRequest>,
): Promise<object> {
  const { definition, database, policy } = input;
  const to = definition.name;
  const rule = gateRuleOf(policy.lock, { kind: 'call', name: call, from: sender, to });
  const handler = Object.hasOwn(definition.answers, call) ? definition.answers[call] : undefined;
  if (rule === undefined || handler === undefined) throw new AppError('BAD_REQUEST');
  if (gateProblems(rule.fields, payload).length > 0) throw new AppError('BAD_REQUEST');
  try {
    const answer = await database.transaction((manager) =>
      handler(
        payload,
        createCommandContext({ ...input, manager, caller: serviceCaller(sender) }),
        sender,
      ),
    );
    const problems = gateProblems(rule.answer ?? {}, answer);
    if (problems.length > 0) {
      throw new TypeError(`the answer to ${call} does not fit the gate at ${problems.join(', ')}`);
    }
    return { answer };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: { code: error.code } };
    if (error instanceof z.ZodError) return { refusal: { code: 'INVALID_INPUT' } };
    throw error;
  }
}
