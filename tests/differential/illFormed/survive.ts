import { print } from 'graphql';
import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { OperationPlan } from '../../../gateway/plan/plan.ts';
import { clientKey } from '../../../gateway/plan/separateKeys.ts';
import { readingOf } from '../answers/collected.ts';
import { textOf, type GivenAnswer } from '../answers/differences.ts';
import { Difference, type Bench, type Refusal } from '../compare.ts';
import { answerThrough, coerced, planned, takesAnyJson, type Planner } from '../gateway.ts';
import { drawOf } from '../operations/draw.ts';
import type { Operation } from '../operations/operation.ts';
import { restingPlace, type ReferenceAnswer } from '../world/reference.ts';
import { newRun } from '../world/world.ts';
import { corrupt, type Corruption } from './corruption.ts';
import { reachOf, type Reach } from './reach.ts';
import { shapeFault } from './shape.ts';

interface Spoilt {
  readonly subgraph: string;
  readonly query: string;
  readonly corruption: Corruption;
}

const answerTimeoutMs = 5_000;

/**
 * Answers an operation while subgraphs answer wrongly, and checks what holds all the same: there is
 * an answer, it is well formed, a null that the fault caused comes with an error at its place, and
 * what the fault could not reach is as it is without it.
 */
export async function survive(bench: Bench, operation: Operation): Promise<readonly Refusal[]> {
  const expected = bench.reference.answer(operation.document, operation.variables);
  const refusals: Refusal[] = [];
  for (const planner of bench.planners) {
    const code = await surviveUnder(bench, planner, operation, expected);
    if (code !== undefined) refusals.push({ planner: planner.name, code });
  }
  return refusals;
}

async function surviveUnder(
  bench: Bench,
  planner: Planner,
  operation: Operation,
  expected: ReferenceAnswer,
): Promise<ErrorCode | undefined> {
  const { federation } = bench.world;
  const { document, variables, salt } = operation;
  const values = coerced(federation.apiSchema, document, variables);
  const program = await planned(planner, document, values);
  if (typeof program === 'string') return program;
  const plan: OperationPlan = program.plan ?? { root: undefined };
  const spoilt: Spoilt[] = [];
  const fail = (differences: readonly string[], given?: GivenAnswer): Difference => {
    const told = spoilt.map(({ subgraph, query, corruption }) => {
      const answer = JSON.stringify(corruption.answer).slice(0, 2_000);
      return `${subgraph} is asked ${query}\n and answers with ${corruption.what}: ${answer}`;
    });
    const lines = [
      `graph ${bench.world.name}, data ${String(bench.world.seed)}, salt ${String(salt)}, ${planner.name} planner`,
      ...[...differences, `operation:\n${print(document)}`, ...told],
      `variables: ${JSON.stringify(variables)}`,
      `without faults: ${JSON.stringify(expected.data)}`,
      `given data: ${given?.data ?? 'none'}`,
      `given errors: ${JSON.stringify(given?.errors ?? []).slice(0, 2_000)}`,
      `plan: ${JSON.stringify(plan.root, null, 1)}`,
    ];
    return new Difference(lines.join('\n'), planner.name, differences);
  };
  let given: GivenAnswer;
  try {
    given = await inTime(answerThrough(program, values, askWrongly(bench, salt, spoilt)));
  } catch (error) {
    throw fail([`it throws ${error instanceof Error ? String(error.stack) : String(error)}`]);
  }
  const data: unknown = JSON.parse(given.data);
  const fault = shapeFault(readingOf(federation.apiSchema, document, values), data);
  if (fault !== undefined) throw fail([`the answer has ${fault}`], given);
  const reach = reachOf(
    plan,
    ({ subgraph, text }) =>
      spoilt.some((each) => each.subgraph === subgraph && each.query === text),
    (key) => clientKey(plan.keys, key),
  );
  const lost = lossOf(reach, expected.data, data, []);
  if (lost !== undefined) throw fail([`lost beyond the fault's reach: ${lost}`], given);
  const isOpen = spoilt.length > 0 && spoilt.every(({ corruption }) => corruption.shows);
  const silent = isOpen ? silentNull(given, expected.data, data) : undefined;
  if (silent !== undefined) throw fail([`no error for the null at ${silent}`], given);
  return undefined;
}

async function inTime(answer: Promise<GivenAnswer>): Promise<GivenAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, answerTimeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the subgraphs, and spoils one answer or more. */
function askWrongly({ subgraphs, world }: Bench, salt: number, spoilt: Spoilt[]) {
  const isStrict = !takesAnyJson(world.federation.apiSchema);
  const draw = drawOf(salt);
  const run = newRun();
  const share = draw.pick([0.3, 0.6, 1]);
  const isSingle = draw.chance(0.7);
  return ({ subgraph, body }: { readonly subgraph: string; readonly body: string }) => {
    const text = subgraphs.get(subgraph)?.answer(body, run, []) ?? '';
    if (!draw.chance(share) || (isSingle && spoilt.length > 0)) {
      return Promise.resolve({ status: 200, text });
    }
    const corruption = corrupt(draw, text, isStrict);
    const { query } = JSON.parse(body) as { query: string };
    spoilt.push({ subgraph, query, corruption });
    return Promise.resolve(corruption.answer);
  };
}

/** Where a value is not what it is without the fault, though the fault can't have reached it. */
function lossOf(
  reach: Reach,
  expected: unknown,
  given: unknown,
  path: readonly (string | number)[],
): string | undefined {
  const keys = path.filter((part) => typeof part === 'string');
  if (keys.length > 0 && reach.covers(keys)) return undefined;
  if (given === null && expected !== null) {
    return reach.touchesBelow(keys) ? undefined : textOf(path);
  }
  if (typeof expected !== 'object' || expected === null || typeof given !== 'object') {
    return expected === given ? undefined : textOf(path);
  }
  const wanted = Object.entries(expected);
  const members = given as Readonly<Record<string, unknown>>;
  if (Object.keys(members).length !== wanted.length) return textOf(path);
  for (const [key, value] of wanted) {
    const part = Array.isArray(expected) ? Number(key) : key;
    const loss = lossOf(reach, value, members[key], [...path, part]);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

/** A null that does not stand in the faultless answer, and that no error explains. */
function silentNull(given: GivenAnswer, expected: unknown, data: unknown): string | undefined {
  const explained = new Set(
    given.errors.map(({ path }) =>
      path === undefined ? undefined : textOf(restingPlace(data, path)),
    ),
  );
  const find = (
    wanted: unknown,
    value: unknown,
    path: readonly (string | number)[],
  ): string | undefined => {
    if (wanted === null || wanted === undefined) return undefined;
    if (value === null) return explained.has(textOf(path)) ? undefined : textOf(path);
    if (typeof wanted !== 'object' || typeof value !== 'object') return undefined;
    for (const [key, member] of Object.entries(value)) {
      const part = Array.isArray(value) ? Number(key) : key;
      const inner = (wanted as Readonly<Record<string, unknown>>)[key];
      const found = find(inner, member, [...path, part]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(expected, data, []);
}
