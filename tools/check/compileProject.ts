import { loadProject } from '../../policies/compiler/loadProject.ts';
import { federationOf } from '../../policies/compiler/federation.ts';
import { resolverTruth } from '../../policies/compiler/invariants/resolverTruth.ts';
import { compilePolicies } from '../../policies/compiler/compile.ts';
import {
  violationAt,
  type Catalogue,
  type CompileInput,
  type CompileResult,
  type Violation,
} from '../../policies/compiler/types.ts';
import { composeSubgraphs, type CompositionFault } from '../generate/compose.ts';

export interface CompileProjectOptions {
  /** The project's folder; the one that the program runs from unless said. */
  readonly root?: string;
  /** The columns of the live databases; the committed `schema/catalogue.json` unless given. */
  readonly catalogue?: Catalogue;
}

export interface CompiledProject {
  readonly input: CompileInput;
  /** Undefined where the subgraphs do not compose: then there is no graph to compile against. */
  readonly result: CompileResult | undefined;
  readonly supergraph: string | undefined;
  readonly violations: readonly Violation[];
}

/** Composes the subgraphs afresh and compiles the policies against what came out. */
export function compileProject(options: CompileProjectOptions = {}): CompiledProject {
  const loaded = loadProject(options.root);
  const input =
    options.catalogue === undefined ? loaded : { ...loaded, catalogue: options.catalogue };
  const texts = Object.entries(input.sdl).map(([store, { text }]) => [store, text] as const);
  const composition = composeSubgraphs(Object.fromEntries(texts));
  if (composition.supergraphSdl === undefined) {
    const violations = compositionViolations(input, composition.faults);
    return { input, result: undefined, supergraph: undefined, violations };
  }
  const supergraph = composition.supergraphSdl;
  const result = compilePolicies({ ...input, supergraph });
  return { input, result, supergraph, violations: result.violations };
}

/** What keeps the subgraphs from composing. Two owners of one field are told by I3, with both places. */
function compositionViolations(
  input: CompileInput,
  faults: readonly CompositionFault[],
): readonly Violation[] {
  const federation = federationOf(input.sdl);
  const owners = resolverTruth(federation);
  const told = faults.filter(({ code }) => code !== 'INVALID_FIELD_SHARING' || owners.length === 0);
  return [
    ...federation.faults,
    ...owners,
    ...told.map(({ code, message }) => {
      const coordinate = /"([_A-Za-z]\w*\.[_A-Za-z]\w*)"/.exec(message)?.[1];
      const declared = coordinate === undefined ? [] : (federation.fields.get(coordinate) ?? []);
      return violationAt(
        declared[0]?.place ?? { file: 'schema', line: 1 },
        'COMPOSITION',
        coordinate ?? code,
        message,
        'Change the SDL so that the subgraphs compose.',
      );
    }),
  ];
}
