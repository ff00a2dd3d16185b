import { createAnswerTally, type AnswerTally } from './audit/answerTally.ts';
import { createSubjectLoader } from './audit/subjects.ts';
import { createCall } from './between/calls.ts';
import { runCommand } from './commands/runCommand.ts';
import type { StoreDatabase } from './database.ts';
import type { Command } from './definition.ts';
import type { SubRequest } from './graph/subRequest.ts';
import type { Opening } from './http/graphqlEndpoint.ts';
import { createReads, type ReadTally } from './read/reads.ts';
import { createRowPlans } from './read/rowPlans.ts';
import type { Running } from './running.ts';
import { storeSecret } from './secrets.ts';

/** No purpose has this name, so none of it sees rows of natural persons. */
const nobody = '';

/** Makes what the resolvers of a sub-request share: its reads, its forms and its commands. */
export function subRequests(running: Running): (opening: Opening) => SubRequest {
  const { definition, config, dependencies, database, graph, policy, identity } = running;
  const { audit, vault } = running;
  const { keys, clock, transport } = dependencies;
  const keySecret = storeSecret(keys, 'command log');
  const rowPlans = createRowPlans();
  const { lock } = policy;
  const call = createCall({ identity, lock, transport, timeoutMs: config.callTimeoutMs });
  return ({ admitted: { claims, caller, decision, ruling }, tally, needs }) => {
    const { types } = graph;
    const reading = {
      ...{ database, types, caller, clock, policy, tally, needs, rowPlans, vault },
      audit: audit.reads(claims),
      rowsFor: ruling.withoutPersons ? nobody : caller.purpose,
    };
    const readsAfter = (): SubRequest['scope']['reads'] => {
      scope.reads = createReads(reading);
      return scope.reads;
    };
    const scope = { reads: createReads(reading) };
    return {
      jti: claims.jti,
      scope,
      purpose: caller.purpose,
      forms: decision.forms,
      formKey: [...decision.forms.values()].includes('token')
        ? storeSecret(keys, `form token ${caller.purpose}`)
        : undefined,
      tally: decision.isAudited ? tallyOf(database, caller.purpose, tally) : undefined,
      mayRead: (coordinate) => ruling.decider.field(caller, coordinate).effect === 'allow',
      runCommand: async (name, args) => {
        const command = definition.commands[name] as Command<unknown, unknown> | undefined;
        if (command === undefined) throw new TypeError(`there is no command ${name}`);
        const run = {
          name,
          command,
          args,
          database,
          types,
          caller,
          policy,
          identity,
          claims,
          vault,
        };
        const payload = await runCommand({ ...run, keySecret, call, readsAfter, audit });
        running.relay.wake();
        return payload;
      },
    };
  };
}

/** Statements that ask whose values an answer holds are part of what the answer costs. */
const tallyOf = (database: StoreDatabase, purpose: string, cost: ReadTally): AnswerTally =>
  createAnswerTally({
    purpose,
    subjectOf: createSubjectLoader(database, () => {
      cost.statements += 1;
    }),
  });
