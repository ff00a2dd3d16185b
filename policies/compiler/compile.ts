import { apiSchemaOf } from '../apiSchema.ts';
import { lockHash } from '../readLock.ts';
import { isStoreName } from '../../lib/storeName.ts';
import type { PolicyLock, StoreRule } from '../lock.ts';
import type { CompileContext } from './context.ts';
import { deriveArguments } from './deriveArguments.ts';
import { deriveFields } from './deriveFields.ts';
import { federationOf } from './federation.ts';
import { graphIndexOf } from './graphIndex.ts';
import { invariants } from './invariants.ts';
import { typeRules } from './lockParts.ts';
import { notYetOf } from './notYet.ts';
import type { PolicySources } from './policySources.ts';
import { partyTypes } from './reach.ts';
import { readPolicyFiles } from './readFiles.ts';
import { readScreens, screenRules } from './readScreens.ts';
import type { CompileInput, CompileResult, Violation } from './types.ts';

/**
 * Compiles the policy files, the screens and the graph into the lock. Pure. The lock is complete
 * for what could be read; it may be published only where there are no violations.
 */
export function compilePolicies(input: CompileInput): CompileResult {
  const federation = federationOf(input.sdl);
  const files = readPolicyFiles(input.policies);
  const index = graphIndexOf(apiSchemaOf(input.supergraph), federation, files.sources);
  const parties = partyTypes(index);
  const derived = deriveFields(index, parties);
  const screens = readScreens(input);
  const context: CompileContext = {
    input,
    index,
    fields: derived.fields,
    arguments: deriveArguments(index, derived.fields),
    screens: screens.screens,
    parties,
  };
  const violations = [
    ...federation.faults,
    ...files.violations,
    ...derived.violations,
    ...screens.violations,
    ...invariants.flatMap((check) => check(context)),
  ];
  const coordinates = index.outputs.length + index.inputs.length;
  const mapped = Object.keys(context.fields).length + Object.keys(context.arguments).length;
  const lock = lockOf(context);
  return {
    lock,
    violations: inOrder(violations),
    coordinates,
    mapped,
    coverage: coordinates === 0 ? 0 : mapped / coordinates,
    stores: federation.stores,
    notYet: lock.notYet,
    notRun:
      input.catalogue === undefined ? ['I4: the columns of the databases were not given'] : [],
  };
}

function lockOf(context: CompileContext): PolicyLock {
  const { sources } = context.index;
  const content: Omit<PolicyLock, 'hash'> = {
    format: 1,
    purposes: Object.fromEntries(
      [...sources.purposes].map(([name, { purpose }]) => [name, purpose]),
    ),
    conflicts: sources.conflicts,
    stores: storeRules(sources),
    types: typeRules(sources),
    fields: context.fields,
    arguments: context.arguments,
    screens: screenRules(context.screens),
    gate: Object.fromEntries([...sources.gate].map(([name, { rule }]) => [name, rule])),
    notYet: notYetOf(sources, context.fields),
  };
  return { ...content, hash: lockHash(content) };
}

const storeRules = (sources: PolicySources): Readonly<Record<string, StoreRule>> =>
  Object.fromEntries([...sources.stores].filter(([owner]) => isStoreName(owner)));

/** By file and line, so that a reader goes through each file once; the same fault is told once. */
function inOrder(violations: readonly Violation[]): readonly Violation[] {
  const distinct = new Map(violations.map((violation) => [JSON.stringify(violation), violation]));
  return [...distinct.values()].sort(
    (left, right) => compareText(left.file, right.file) || left.line - right.line,
  );
}

const compareText = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;
