import { request } from 'undici';
import { firstDifference } from '../shared/compare.ts';
import type { Asking, Contender } from './contenders/contender.ts';
import type { SkippedRun } from './results.ts';
import type { BenchScreen, Variables } from './screens/benchScreen.ts';
import { changeAt } from './screens/changeAt.ts';

export interface Agreement {
  /** The right answer to each of the variables: the product's own. */
  readonly expected: readonly unknown[];
  /** How each contender that answers like the product is asked. */
  readonly asking: ReadonlyMap<Contender, Asking>;
  readonly skipped: readonly SkippedRun[];
}

export interface AgreementInput {
  readonly contenders: readonly Contender[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Answers looked at side by side; more would be a load. */
const atOnce = 2;

/**
 * A gateway may write to a kept connection at the moment at which an idle subgraph closes it. That is
 * no wrong answer, so what fails is asked once more.
 */
const triesMax = 2;

/** So many answers may differ in values of the moment, which went by between two contenders' answers. */
const movedMax = 2;

/**
 * Asks every contender for everything that the load will ask for. One that answers anything else
 * than the product, after the policy's own differences, is left out, with the place where they part.
 */
export async function agreedAnswers(
  screen: BenchScreen,
  variables: readonly Variables[],
  { contenders, signal, say }: AgreementInput,
): Promise<Agreement> {
  const asking = new Map<Contender, Asking>();
  const skipped: SkippedRun[] = [];
  let expected: readonly unknown[] | undefined;
  for (const contender of contenders) {
    const asked = await contender.asking(screen, variables);
    try {
      const answers = await allAnswers(asked, screen, contender, signal);
      expected ??= answers;
      refuseDifference(screen, answers, expected, variables);
      asking.set(contender, asked);
      say(
        `${screen.name}: ${contender.title} answers ${String(variables.length)} questions rightly`,
      );
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      say(`${screen.name}: ${contender.title} is left out: ${reason}`);
      const { name, title } = contender;
      skipped.push({ screen: screen.name, contender: name, title, skipped: reason });
    }
  }
  return { expected: expected ?? [], asking, skipped };
}

function refuseDifference(
  screen: BenchScreen,
  answers: readonly unknown[],
  expected: readonly unknown[],
  variables: readonly Variables[],
): void {
  let moved = 0;
  for (const [index, answer] of answers.entries()) {
    const path = firstDifference(answer, expected[index]);
    if (path === undefined) continue;
    const lasting = lastingDifference(screen, answer, expected[index]);
    moved += 1;
    if (lasting === undefined && moved <= movedMax) continue;
    const asked = JSON.stringify(variables[index]);
    throw new Error(`its answer to ${asked} differs at ${lasting ?? path}`);
  }
}

/** Where two answers differ, values of the moment left aside. */
const lastingDifference = (
  { momentary = [] }: BenchScreen,
  left: unknown,
  right: unknown,
): string | undefined => {
  const lasting = (data: unknown): unknown =>
    momentary.reduce((value, path) => changeAt(value, path, () => null), data);
  return firstDifference(lasting(left), lasting(right));
};

async function allAnswers(
  asking: Asking,
  screen: BenchScreen,
  contender: Contender,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  const rest = [...asking.bodies.entries()];
  const askOnwards = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      signal.throwIfAborted();
      const [index, body] = next;
      const data = await askedUntil(triesMax, async () => dataOf(await ask(asking, body, index)));
      answers[index] = contender.allowedData(screen, data);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOnwards));
  return answers;
}

async function askedUntil<Value>(tries: number, attempt: () => Promise<Value>): Promise<Value> {
  try {
    return await attempt();
  } catch (error) {
    if (tries <= 1) throw error;
    return askedUntil(tries - 1, attempt);
  }
}

async function ask(
  { port, path, authorization }: Asking,
  body: string,
  index: number,
): Promise<string> {
  const answer = await request(`http://127.0.0.1:${String(port)}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: authorization(index),
    },
    body,
  });
  const text = await answer.body.text();
  if (answer.statusCode === 200) return text;
  throw new Error(`status ${String(answer.statusCode)}: ${text.slice(0, 300)}`);
}

/** The data of an answer that has no errors and has something at its root. */
function dataOf(body: string): unknown {
  const answer = JSON.parse(body) as { readonly data?: unknown; readonly errors?: unknown };
  if (answer.errors !== undefined)
    throw new Error(`it answered with errors: ${body.slice(0, 300)}`);
  const { data } = answer;
  if (typeof data === 'object' && data !== null && !Object.values(data).includes(null)) return data;
  throw new Error(`it answered nothing: ${body.slice(0, 300)}`);
}

/** What is wrong with an answer under load. */
export function faultOf(
  screen: BenchScreen,
  contender: Contender,
  body: string,
  expected: unknown,
): string | undefined {
  try {
    const path = lastingDifference(screen, contender.allowedData(screen, dataOf(body)), expected);
    return path === undefined ? undefined : `its answer differs at ${path}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
