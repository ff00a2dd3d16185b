import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import { parsePolicyLock } from '../../policies/readLock.ts';
import { violationAt, type Violation } from '../../policies/compiler/types.ts';
import { compareLocks, type BrokenScreen } from '../../policies/compareLocks.ts';
import { apiSchemaOf } from '../../policies/apiSchema.ts';
import { generatedFiles } from '../generate/generatedFiles.ts';
import {
  compileProject,
  type CompiledProject,
  type CompileProjectOptions,
} from './compileProject.ts';

export interface CheckOptions extends CompileProjectOptions {
  /** Path of another lock: names each screen that the change from it breaks. */
  readonly against?: string;
}

/** What `referent check` tells (wire.md, command line). */
export interface CheckResult {
  readonly coordinates: number;
  readonly mapped: number;
  readonly coverage: number;
  readonly violations: readonly Violation[];
  readonly stores: readonly string[];
  readonly notYet: readonly string[];
  /** Invariants that could not be run, each with the reason. */
  readonly notRun: readonly string[];
  /** With `against` alone: the screens that the change breaks. */
  readonly breaks?: readonly BrokenScreen[];
}

/** Checks the policy, the graph, the screens and that the generated files are current. */
export function runCheck(options: CheckOptions = {}): CheckResult {
  const compiled = compileProject(options);
  const { coordinates, mapped, coverage, stores, notYet, notRun } =
    compiled.result ?? withoutGraph(compiled);
  return {
    ...{ coordinates, mapped, coverage, stores, notYet, notRun },
    violations: [...compiled.violations, ...staleFiles(compiled, options.root ?? projectFile())],
    ...(options.against === undefined ? {} : { breaks: breaksOf(compiled, options.against) }),
  };
}

const withoutGraph = ({ input }: CompiledProject): Omit<CheckResult, 'violations'> => ({
  coordinates: 0,
  mapped: 0,
  coverage: 0,
  stores: Object.keys(input.sdl),
  notYet: [],
  notRun: ['all but I3: the subgraphs do not compose'],
});

/** Generated files are committed; one that differs from what would be written now is a violation. */
function staleFiles(compiled: CompiledProject, root: string): readonly Violation[] {
  if (compiled.violations.length > 0) return [];
  return generatedFiles(compiled)
    .filter(({ file, text }) => {
      const path = join(root, file);
      return !existsSync(path) || readFileSync(path, 'utf8') !== text;
    })
    .map(({ file }) =>
      violationAt(
        { file, line: 1 },
        'GENERATED',
        file,
        `${file} is not what would be generated now.`,
        'Run npm run generate and commit what it writes.',
      ),
    );
}

function breaksOf(
  { result, supergraph, input }: CompiledProject,
  path: string,
): readonly BrokenScreen[] {
  if (result === undefined || supergraph === undefined) return [];
  return compareLocks({
    before: parsePolicyLock(readFileSync(path, 'utf8')),
    after: result.lock,
    schema: apiSchemaOf(supergraph),
    documents: [...input.screens, ...input.registered].map(({ text }) => text),
  });
}
