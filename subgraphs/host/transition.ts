import { refuse } from './definition.ts';

/** A state machine: from each state, the states that may follow. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

/** Refuses `INVALID_TRANSITION` at the input path unless the table has the step. */
export function transition<State extends string>(
  table: Transitions<State>,
  from: State,
  to: State,
  path: readonly string[],
): void {
  if (!table[from].includes(to)) throw refuse('INVALID_TRANSITION', path);
}
