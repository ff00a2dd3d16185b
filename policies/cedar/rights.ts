import type { GraphIndex } from '../compiler/graphIndex.ts';
import type { Coordinate, PurposeName } from '../lock.ts';
import { inputRights, type InputRights } from './inputs.ts';
import { reachOf, throughEdge } from './reach.ts';
import { isPersonal, statedOf, writtenOf, type ReadRights } from './stated.ts';

/**
 * What the policy files grant, read a second time and apart from the compiler: rights spread over
 * the graph until nothing changes, where the compiler follows each edge down. Only the files' own
 * format and the graph's index are shared with it.
 */
export interface Rights {
  readonly fields: ReadonlyMap<Coordinate, FieldRights>;
  /** Arguments and input fields. */
  readonly inputs: ReadonlyMap<Coordinate, InputRights>;
}

export interface FieldRights {
  readonly read: ReadRights;
  readonly window: readonly PurposeName[];
  /** Regions from which a personal value may be read; undefined: from any. */
  readonly regions: readonly string[] | undefined;
}

export function rightsOf(index: GraphIndex): Rights {
  const stated = index.outputs.flatMap((output) => statedOf(index, output) ?? []);
  const written = new Map(stated.map((each) => [each.output.coordinate, writtenOf(index, each)]));
  const reach = reachOf(index, stated, written);
  const fields = new Map(
    stated.map((each): [Coordinate, FieldRights] => {
      const { output, clauses } = each;
      const read = written.get(output.coordinate) ?? throughEdge(index, output, reach);
      const regions = isPersonal(each) ? (clauses.residency ?? []) : undefined;
      return [output.coordinate, { read, window: clauses.window ?? [], regions }];
    }),
  );
  return { fields, inputs: inputRights(index, fields) };
}
