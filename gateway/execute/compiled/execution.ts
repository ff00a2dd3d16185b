import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import {
  entitiesOf,
  readAnswer,
  type ErrorReader,
  type SubAnswer,
  type SubFailure,
} from './answers.ts';
import { Fault, isRecord, type AnswerRecord } from './faults.ts';
import { absorbAll, type AnswerError, type UnplacedError, type Writing } from './gaps.ts';
import { attach, gather, Group, type Gathered, type GatherRun, type Reading } from './gather.ts';
import type { PreparedFetch, Runnable } from './prepared.ts';
import type { Program, WriteData } from './program.ts';

/** One sub-request, ready to be sent. */
export interface SubRequest {
  readonly subgraph: string;
  /** The document text alone. */
  readonly text: string;
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
  /** Told when all answers are in, with the codes of those that failed, before the data is written. */
  readonly onAnswers?: (failures: ReadonlySet<ErrorCode>) => void;
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
  /** The same answers without values of persons (and parties), withheld with the code. */
  readonly withholding: (code: ErrorCode, withParties: boolean) => Outcome;
}

interface Run extends GatherRun {
  readonly program: Program;
  readonly input: RunInput;
  readonly unplaced: UnplacedError[];
  readonly failures: Set<ErrorCode>;
}

const noMeta: Readonly<Record<string, string>> = {};
const noNotes: ReadonlyMap<string, ErrorCode> = new Map();

/** Executes a program for one request: asks the subgraphs as planned and writes the data. */
export async function runProgram(program: Program, input: RunInput): Promise<Outcome> {
  const run: Run = {
    program,
    input,
    root: Object.create(null) as AnswerRecord,
    groups: [],
    lists: [],
    readings: [],
    unplaced: [],
    failures: new Set(),
  };
  const done = runStep(run, program.root);
  if (done !== undefined) await done;
  input.onAnswers?.(run.failures);
  return write(run, program.writerFor(input.variables), undefined);
}

function write(run: Run, writeData: WriteData, heldCode: ErrorCode | undefined): Outcome {
  const { program, input, unplaced, failures } = run;
  for (const error of unplaced) error.used = false;
  const errors: AnswerError[] = [];
  const context: Writing = {
    root: run.root,
    x: [],
    meta: input.meta ?? noMeta,
    unplaced,
    errors,
    notes: undefined,
    pending: undefined,
    heldCode,
    said: 0,
    repeated: [],
    plain: [],
  };
  for (const { part, group } of program.parts) {
    const { repeated, plain } = run.groups[group] ?? Group.none;
    context.repeated[part.index] = repeated;
    context.plain[part.index] = plain;
  }
  const data = writeData(context);
  if (data === undefined) absorbAll(context);
  for (const { code, words, used } of unplaced) {
    if (!used) errors.push({ path: undefined, code, words });
  }
  return {
    data: data ?? 'null',
    errors,
    notes: context.notes ?? noNotes,
    failures,
    answered: () => answeredPaths(run),
    withholding: (code, withParties) =>
      write(run, program.withholdingWriterFor(input.variables, withParties), code),
  };
}

function answeredPaths({ program, readings }: Run): ReadonlyMap<string, Reading> {
  const answered = new Map<string, Reading>();
  for (const { part, patterns } of program.parts) {
    const reading = readings[part.index];
    if (reading === undefined) continue;
    for (const pattern of patterns) answered.set(pattern, reading);
  }
  return answered;
}

/** Undefined where nothing has to be waited for. */
function runStep(run: Run, step: Runnable | undefined): Promise<void> | undefined {
  if (step === undefined) return undefined;
  switch (step.kind) {
    case 'fetch':
      return runFetch(run, step.fetch);
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

async function runSequence(run: Run, steps: readonly Runnable[]): Promise<void> {
  for (const step of steps) {
    const done = runStep(run, step);
    if (done !== undefined) await done;
  }
}

function runParallel(run: Run, steps: readonly Runnable[]): Promise<void> | undefined {
  const started: Promise<void>[] = [];
  for (const step of steps) {
    const done = runStep(run, step);
    if (done !== undefined) started.push(done);
  }
  return started.length < 2 ? started[0] : Promise.all(started).then(() => undefined);
}

function runFetch(run: Run, fetch: PreparedFetch): Promise<void> | undefined {
  const gathered = fetch.parts.map((prepared) => gather(run, prepared));
  const waits = gathered.flatMap((each) => [...each.waits]);
  const isNeeded = gathered.some(isAsked);
  if (!isNeeded && waits.length === 0) {
    for (const each of gathered) attach(run, each);
    return undefined;
  }
  if (isNeeded) {
    const asked = ask(run, fetch, gathered);
    waits.push(asked);
    for (const { group, firstFresh, fresh } of gathered) {
      for (let index = 0; index < fresh.length; index += 1) {
        group.pending[firstFresh + index] = asked;
      }
    }
  }
  return settle(run, gathered, waits);
}

const isAsked = ({ fresh, prepared, carriers }: Gathered): boolean =>
  fresh.length > 0 || (prepared.variable === undefined && carriers.length > 0);

async function settle(
  run: Run,
  gathered: readonly Gathered[],
  waits: readonly Promise<void>[],
): Promise<void> {
  for (const wait of waits) await wait;
  for (const each of gathered) attach(run, each);
}

async function ask(run: Run, fetch: PreparedFetch, gathered: readonly Gathered[]): Promise<void> {
  const { subgraph, isMutation } = fetch;
  const body = `${fetch.bodyStart}${variablesText(run, fetch, gathered)}}}`;
  const answer = await run.input.ask({ subgraph, text: fetch.step.text, body, isMutation });
  const { data, unplaced } = readAnswer(answer, run.input.readError, fetch.names);
  if (data instanceof Fault) {
    for (const { code } of Fault.reportsOf(data)) run.failures.add(code);
  }
  for (const { code, words } of unplaced) {
    const parts = fetch.parts.map(({ part }) => part.index);
    run.unplaced.push({ code, words, parts, used: false });
    run.failures.add(code);
  }
  const isAnswer = 'body' in answer;
  const reading = isAnswer && isRecord(data) ? { subgraph, readAt: answer.readAt } : undefined;
  for (const each of gathered) {
    each.group.reading = reading ?? each.group.reading;
    each.group.plain &&= isAnswer && answer.plain;
    take(each, data);
  }
}

/** Keeps what came for one part: the data of a root, or the entities in the order they were asked. */
function take({ prepared, group, fresh, firstFresh }: Gathered, data: unknown): void {
  if (prepared.responseKey === undefined) {
    group.root = data;
    return;
  }
  const entities = entitiesOf(data, prepared.responseKey, fresh.length);
  for (let index = 0; index < fresh.length; index += 1) {
    group.entities[firstFresh + index] = entities[index];
    group.pending[firstFresh + index] = undefined;
  }
}

/** The members of `variables`: representations, and the client's variables that the text uses. */
function variablesText(
  { input }: Run,
  { variables }: PreparedFetch,
  gathered: readonly Gathered[],
): string {
  let text = '';
  for (const { prepared, fresh } of gathered) {
    if (prepared.variable === undefined) continue;
    text += `${text === '' ? '' : ','}"${prepared.variable}":[${fresh.join(',')}]`;
  }
  for (const name of variables) {
    // JSON.stringify gives undefined for a variable that was not given.
    const value = JSON.stringify(input.variables[name]) as string | undefined;
    if (value !== undefined) text += `${text === '' ? '' : ','}"${name}":${value}`;
  }
  return text;
}
