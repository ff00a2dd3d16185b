import type { ArgumentRule, Coordinate, FieldRule } from '../lock.ts';
import type { GraphIndex } from './graphIndex.ts';
import type { ScreenFile } from './readScreens.ts';
import type { CompileInput, Violation } from './types.ts';

/** What each invariant looks at: the graph, the files, and the rules made of both. */
export interface CompileContext {
  readonly input: CompileInput;
  readonly index: GraphIndex;
  readonly fields: Readonly<Record<Coordinate, FieldRule>>;
  readonly arguments: Readonly<Record<Coordinate, ArgumentRule>>;
  readonly screens: readonly ScreenFile[];
  /** Types with a path to Customer. */
  readonly parties: ReadonlySet<string>;
}

export type InvariantCheck = (context: CompileContext) => readonly Violation[];
