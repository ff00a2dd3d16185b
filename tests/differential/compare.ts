import { print, type DocumentNode } from 'graphql';
import { differencesFrom, type GivenAnswer } from './answers/differences.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { Program } from '../../gateway/execute/compiled/program.ts';
import { answerThrough, coerced, planned, plannersFor, type Planner } from './gateway.ts';
import type { Operation } from './operations/operation.ts';
import { referenceOf, type Reference, type ReferenceAnswer } from './world/reference.ts';
import { subgraphOf, type Subgraph } from './world/subgraph.ts';
import { newRun, type World } from './world/world.ts';

/** A graph with everything that answers for it. */
export interface Bench {
  readonly world: World;
  readonly reference: Reference;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly planners: readonly Planner[];
}

/** Planners are made once for a federation, whatever its data are. */
export function benchOf(world: World, planners = plannersFor(world.federation)): Bench {
  const names = world.federation.subgraphs.map(({ name }) => name);
  return {
    ...{ world, planners },
    reference: referenceOf(world),
    subgraphs: new Map(names.map((name) => [name, subgraphOf(world, name)])),
  };
}

/** A planner that had no plan for an operation, and the code with which it said so. */
export interface Refusal {
  readonly planner: Planner['name'];
  readonly code: ErrorCode;
}

/** Answers one operation both ways under each planner; throws a report at the first difference. */
export async function compare(bench: Bench, operation: Operation): Promise<readonly Refusal[]> {
  const { document, variables } = operation;
  const expected = bench.reference.answer(document, variables);
  const refusals: Refusal[] = [];
  for (const planner of bench.planners) {
    const code = await compareUnder(bench, planner, operation, expected);
    if (code !== undefined) refusals.push({ planner: planner.name, code });
  }
  return refusals;
}

async function compareUnder(
  bench: Bench,
  planner: Planner,
  { document, variables }: Operation,
  expected: ReferenceAnswer,
): Promise<ErrorCode | undefined> {
  const { federation } = bench.world;
  const notes: string[] = [];
  const facts: Facts = { bench, planner, document, variables, expected, notes };
  try {
    const values = coerced(federation.apiSchema, document, variables);
    const program = await planned(planner, document, values);
    if (typeof program === 'string') return program;
    facts.program = program;
    facts.given = await answerThrough(program, values, askIn(bench, notes));
  } catch (error) {
    throw report(facts, [
      `it throws ${error instanceof Error ? String(error.stack) : String(error)}`,
    ]);
  }
  const differences = [...notes, ...differencesFrom(expected, facts.given)];
  if (differences.length > 0) throw report(facts, differences);
  return undefined;
}

/** Asks the subgraphs in process; a mutation's effects live as long as the one answer. */
function askIn({ subgraphs }: Bench, notes: string[]) {
  const run = newRun();
  return ({ subgraph, body }: { readonly subgraph: string; readonly body: string }) => {
    const asked = subgraphs.get(subgraph);
    if (asked === undefined) throw new TypeError(`the plan asks an unknown subgraph: ${subgraph}`);
    const text = asked.answer(body, run, notes);
    return Promise.resolve({ status: 200, text });
  };
}

interface Facts {
  readonly bench: Bench;
  readonly planner: Planner;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly expected: ReferenceAnswer;
  readonly notes: readonly string[];
  program?: Program;
  given?: GivenAnswer;
}

export class Difference extends Error {
  override readonly name = 'Difference';
  readonly planner: string;
  readonly differences: readonly string[];

  constructor(message: string, planner: string, differences: readonly string[]) {
    super(message);
    this.planner = planner;
    this.differences = differences;
  }
}

/** Everything that is needed to see the case again. */
function report(facts: Facts, differences: readonly string[]): Difference {
  const { bench, planner, document, variables, expected, given, program } = facts;
  const { name, seed } = bench.world;
  const json = (value: unknown): string => JSON.stringify(value, null, 1);
  return new Difference(
    [
      `graph ${name}, data ${String(seed)}, ${planner.name} planner`,
      ...differences,
      `operation:\n${print(document)}`,
      `variables: ${json(variables)}`,
      `reference data: ${json(expected.data)}`,
      `reference errors: ${json(expected.errors)}`,
      `given data: ${given?.data ?? 'none'}`,
      `given errors: ${json(given?.errors)}`,
      `plan: ${json(program?.plan?.root)}`,
    ].join('\n'),
    planner.name,
    differences,
  );
}
