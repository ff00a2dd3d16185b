import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { PlanStep } from '../../plan/plan.ts';
import {
  entitiesOf,
  readAnswer,
  type ErrorReader,
  type SubAnswer,
  type SubFailure,
} from './answers.ts';
import { Fault, isRecord, type AnswerRecord } from './faults.ts';
import { absorbAll, type AnswerError, type UnplacedError, type Writing } from './gaps.ts';
import { attach, gather, isRootPart, type Gathered, type Group, type Reading } from './gather.ts';
import type { PreparedFetch, PreparedPart, Program } from './program.ts';

/** One sub-request, ready to be sent. */
export interface SubRequest {
  readonly subgraph: string;
  /** JSON text of `query` and `variables`. */
  readonly body: string;
  readonly isMutation: boolean;
}

export interface RunInput {
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Sends a sub-request. Never rejects. */
  readonly ask: (request: SubRequest) => Promise<SubAnswer | SubFailure>;
  readonly readError: ErrorReader;
  /** JSON texts of fields that no subgraph answers (`__schema`, `__type`), by response key. */
  readonly meta?: Readonly<Record<string, string>>;
}

export interface Outcome {
  /** JSON text of `data`. */
  readonly data: string;
  readonly errors: readonly AnswerError[];
  /** Withheld paths that only the answer showed, with their codes, in its order. */
  readonly notes: ReadonlyMap<string, ErrorCode>;
  /** Codes of sub-requests that failed as a whole. */
  readonly failures: ReadonlySet<ErrorCode>;
  /** For each answered path, `*` for list positions, who answered it. */
  readonly answered: () => ReadonlyMap<string, Reading>;
}

interface Run {
  readonly program: Program;
  readonly input: RunInput;
  readonly root: AnswerRecord;
  readonly groups: Map<number, Group>;
  readonly lists: Map<number, readonly AnswerRecord[]>;
  readonly unplaced: UnplacedError[];
  readonly failures: Set<ErrorCode>;
  readonly readings: Map<PreparedPart, Reading>;
  readonly variableTexts: Map<string, string | undefined>;
}

/** Executes a program for one request: asks the subgraphs as planned and writes the data. */
export async function runProgram(program: Program, input: RunInput): Promise<Outcome> {
  const run: Run = {
    ...{ program, input, root: Object.create(null) as AnswerRecord },
    ...{ groups: new Map(), lists: new Map(), unplaced: [], failures: new Set() },
    ...{ readings: new Map(), variableTexts: new Map() },
  };
  const done = runStep(run, program.plan?.root);
  if (done !== undefined) await done;
  return write(run);
}

function write(run: Run): Outcome {
  const errors: AnswerError[] = [];
  const notes = new Map<string, ErrorCode>();
  const context: Writing = {
    ...{ root: run.root, x: [], errors, notes, pending: undefined },
    ...{ meta: run.input.meta ?? {}, unplaced: run.unplaced },
    ...{ said: 0, ...partFlags(run) },
  };
  const data = run.program.writerFor(run.input.variables)(context);
  if (data === undefined) absorbAll(context);
  for (const { code, words, used } of run.unplaced) {
    if (!used) errors.push({ path: undefined, code, words });
  }
  return {
    ...{ data: data ?? 'null', errors, notes, failures: run.failures },
    answered: () => answeredPaths(run),
  };
}

/** What holds for all that a part brought. */
function partFlags({ program, groups }: Run): Pick<Writing, 'repeated' | 'plain'> {
  const repeated: boolean[] = [];
  const plain: boolean[] = [];
  for (const { parts } of program.fetches.values()) {
    for (const { part, group } of parts) {
      repeated[part.index] = groups.get(group)?.repeated ?? false;
      plain[part.index] = groups.get(group)?.plain ?? false;
    }
  }
  return { repeated, plain };
}

function answeredPaths({ readings }: Run): ReadonlyMap<string, Reading> {
  const answered = new Map<string, Reading>();
  for (const [{ patterns }, reading] of readings) {
    for (const pattern of patterns) answered.set(pattern, reading);
  }
  return answered;
}

/** Undefined where nothing has to be waited for. */
function runStep(run: Run, step: PlanStep | undefined): Promise<void> | undefined {
  if (step === undefined) return undefined;
  switch (step.kind) {
    case 'fetch':
      return runFetch(run, fetchOf(run, step));
    case 'sequence':
      return runSequence(run, step.steps);
    case 'parallel':
      return runParallel(run, step.steps);
    case 'condition': {
      const isTrue = run.input.variables[step.variable] === true;
      return runStep(run, isTrue ? step.whenTrue : step.whenFalse);
    }
  }
}

function fetchOf({ program }: Run, step: PreparedFetch['step']): PreparedFetch {
  const fetch = program.fetches.get(step);
  if (fetch === undefined) throw new TypeError('a fetch was not prepared');
  return fetch;
}

async function runSequence(run: Run, steps: readonly PlanStep[]): Promise<void> {
  for (const step of steps) {
    const done = runStep(run, step);
    if (done !== undefined) await done;
  }
}

function runParallel(run: Run, steps: readonly PlanStep[]): Promise<void> | undefined {
  const started = steps.flatMap((step) => runStep(run, step) ?? []);
  return started.length === 0 ? undefined : Promise.all(started).then(() => undefined);
}

function runFetch(run: Run, fetch: PreparedFetch): Promise<void> | undefined {
  const gathered = fetch.parts.map((prepared) => gather(run, prepared));
  const waits = new Set(gathered.flatMap((each) => [...each.waits]));
  const isNeeded = gathered.some(
    ({ fresh, prepared, carriers }) =>
      fresh.length > 0 || (isRootPart(prepared) && carriers.length > 0),
  );
  if (!isNeeded && waits.size === 0) {
    for (const each of gathered) attach(run, each);
    return undefined;
  }
  const asked = isNeeded ? ask(run, fetch, gathered) : undefined;
  if (asked !== undefined) {
    for (const { group, firstFresh, fresh } of gathered) {
      for (let index = 0; index < fresh.length; index += 1) {
        group.pending[firstFresh + index] = asked;
      }
    }
  }
  return settle(run, gathered, asked === undefined ? waits : [asked, ...waits]);
}

async function settle(
  run: Run,
  gathered: readonly Gathered[],
  waits: Iterable<Promise<void>>,
): Promise<void> {
  for (const wait of waits) await wait;
  for (const each of gathered) attach(run, each);
}

async function ask(
  run: Run,
  { step, bodyStart, names, parts }: PreparedFetch,
  gathered: readonly Gathered[],
): Promise<void> {
  const body = `${bodyStart}${variablesText(run, step, gathered)}}}`;
  const { subgraph } = step;
  const answer = await run.input.ask({ subgraph, body, isMutation: step.operation === 'mutation' });
  const { data, unplaced } = readAnswer(answer, run.input.readError, names);
  noteFailures(run, data);
  for (const error of unplaced) {
    run.unplaced.push({ ...error, parts: parts.map(({ part }) => part.index), used: false });
    run.failures.add(error.code);
  }
  const readAt = 'failure' in answer ? undefined : answer.readAt;
  for (const { prepared, group, fresh, firstFresh } of gathered) {
    if (isRecord(data)) group.reading = { subgraph, readAt };
    group.plain &&= 'plain' in answer && answer.plain;
    const planned = step.parts[prepared.part.position];
    if (planned?.kind !== 'entities') {
      group.root = data;
      continue;
    }
    const entities = entitiesOf(data, planned.responseKey, fresh.length);
    for (const [index, entity] of entities.entries()) {
      group.entities[firstFresh + index] = entity;
      group.pending[firstFresh + index] = undefined;
    }
  }
}

function noteFailures({ failures }: Run, data: unknown): void {
  if (!(data instanceof Fault)) return;
  for (const { code } of Fault.reportsOf(data)) failures.add(code);
}

/** The members of `variables`: representations, and the client's variables that the text uses. */
function variablesText(
  run: Run,
  step: PreparedFetch['step'],
  gathered: readonly Gathered[],
): string {
  const members = gathered.flatMap(({ prepared, fresh }) => {
    const planned = step.parts[prepared.part.position];
    return planned?.kind === 'entities' ? [`"${planned.variable}":[${fresh.join(',')}]`] : [];
  });
  for (const name of step.variables) {
    const text = variableText(run, name);
    if (text !== undefined) members.push(`"${name}":${text}`);
  }
  return members.join(',');
}

function variableText({ variableTexts, input }: Run, name: string): string | undefined {
  if (variableTexts.has(name)) return variableTexts.get(name);
  // JSON.stringify gives undefined for a variable that was not given.
  const text = JSON.stringify(input.variables[name]) as string | undefined;
  variableTexts.set(name, text);
  return text;
}
