import { isCompositeType } from 'graphql';
import { everyPurpose } from '../decide.ts';
import type {
  ColumnRef,
  Coordinate,
  FieldClass,
  FieldRule,
  Form,
  PredicateRights,
  Source,
} from '../lock.ts';
import { definedOf } from './collections.ts';
import { deriveRead, type DraftRule } from './deriveRead.ts';
import type { SourceFormat, TypeFormat } from './fileFormat.ts';
import {
  declaringStores,
  isStructure,
  namedTypeOf,
  nodeTypeOf,
  typeEntryOf,
  type GraphIndex,
  type OutputCoordinate,
} from './graphIndex.ts';
import type { FieldEntry, Owner } from './policySources.ts';
import { violationAt, type Violation } from './types.ts';

const noPredicate: PredicateRights = { exact: [], range: [], sort: [] };
const structureSays = 'Part of a wrapper; no fact of its own.';
type Clauses = Exclude<TypeFormat, 'structure'>;

export interface DerivedFields {
  readonly fields: Readonly<Record<Coordinate, FieldRule>>;
  readonly violations: readonly Violation[];
}

/** Makes a complete rule of each output field that a file speaks of, with its type's clauses. */
export function deriveFields(index: GraphIndex, parties: ReadonlySet<string>): DerivedFields {
  const violations: Violation[] = [];
  const drafts = new Map<Coordinate, DraftRule>();
  for (const output of index.outputs) {
    const draft = draftOf(index, parties, output, violations);
    if (draft !== undefined) drafts.set(output.coordinate, draft);
  }
  return { fields: deriveRead(index, drafts), violations };
}

function draftOf(
  index: GraphIndex,
  parties: ReadonlySet<string>,
  output: OutputCoordinate,
  violations: Violation[],
): DraftRule | undefined {
  const entry = index.fieldEntries.get(output.coordinate)?.[0];
  if (entry !== undefined) return ruleOfEntry(index, parties, output, entry, violations);
  return isStructure(index, output.parent.name) ? structureRule(index, output) : undefined;
}

/** A field of a wrapper: readable for every purpose, or, where it leads on, as what it leads to. */
function structureRule(index: GraphIndex, output: OutputCoordinate): DraftRule {
  const owner = structureOwner(index, output);
  return {
    ...headerOf(index, owner),
    store: owner,
    source: { kind: 'structure' },
    guarantee: 'owned',
    says: structureSays,
    class: 'structure',
    read: leadsOn(index, output) ? undefined : { [everyPurpose]: 'clear' },
    predicate: noPredicate,
    write: [],
    window: [],
  };
}

function structureOwner(index: GraphIndex, output: OutputCoordinate): Owner {
  if (index.sharedTypes.has(output.parent.name)) return 'shared';
  const owners = (index.typeEntries.get(output.parent.name) ?? []).map(({ owner }) => owner);
  const declaring: readonly Owner[] = declaringStores(index, output.coordinate);
  return owners.find((owner) => declaring.includes(owner)) ?? owners[0] ?? 'shared';
}

/** True where the field leads to another type, not to a leaf or to a shared value. */
const leadsOn = (index: GraphIndex, { field }: OutputCoordinate): boolean =>
  isCompositeType(index.schema.getType(namedTypeOf(field.type))) &&
  !index.sharedTypes.has(namedTypeOf(field.type));

function ruleOfEntry(
  index: GraphIndex,
  parties: ReadonlySet<string>,
  output: OutputCoordinate,
  entry: FieldEntry,
  violations: Violation[],
): DraftRule {
  const { rule, owner } = entry;
  const typeEntry = typeEntryOf(index, owner, output.parent.name);
  const defaults: Clauses = typeof typeEntry?.clauses === 'object' ? typeEntry.clauses : {};
  const source = sourceOf(index, output, entry, violations);
  // What the rule states goes before what its type states, and that before the store's header.
  const clauses = { ...headerOf(index, owner), ...definedOf(defaults), ...definedOf(rule) };
  const { predicate = noPredicate, window = [], write = [] } = clauses as RuleClauses;
  return {
    store: owner,
    source,
    guarantee: rule.guarantee ?? guaranteeOf(source),
    says: rule.says,
    class: classOf(index, parties, output, entry, defaults, violations),
    ...optionalClauses(clauses),
    read: writtenRead(index, output, entry, defaults),
    predicate,
    write,
    window,
    steward: clauses.steward,
    accountable: clauses.accountable,
    residency: clauses.residency,
  };
}

/** The clauses that a rule may leave out altogether. */
function optionalClauses(clauses: RuleClauses): OptionalClauses {
  const { because, subjectPath, copy, portable, derivedFrom, reclassified } = clauses;
  const { category, erase, protect } = clauses;
  return definedOf({
    ...{ because, subjectPath, copy, portable, derivedFrom, reclassified },
    category: category && definedOf(category),
    erase: erase && definedOf(erase),
    protect: protect && definedOf(protect),
  });
}
type RuleClauses = Omit<Partial<FieldEntry['rule']>, 'residency'>;
type OptionalClauses = Pick<
  FieldRule,
  | 'because'
  | 'subjectPath'
  | 'copy'
  | 'portable'
  | 'derivedFrom'
  | 'reclassified'
  | 'category'
  | 'erase'
  | 'protect'
>;

/** The read rights that somebody wrote; undefined where they follow from what the field leads to. */
function writtenRead(
  index: GraphIndex,
  output: OutputCoordinate,
  entry: FieldEntry,
  defaults: Clauses,
): FieldRule['read'] | undefined {
  if (output.root === 'mutation') return allClear(entry.rule.write ?? []);
  if (entry.rule.read !== undefined) return withoutDenied(entry.rule.read);
  if (leadsOn(index, output)) return undefined;
  return withoutDenied(defaults.read ?? {});
}

const allClear = (purposes: readonly string[]): FieldRule['read'] =>
  Object.fromEntries(purposes.map((name) => [name, 'clear']));

const withoutDenied = (read: Readonly<Record<string, Form | 'deny'>>): FieldRule['read'] =>
  Object.fromEntries(
    Object.entries(read).filter((right): right is [string, Form] => right[1] !== 'deny'),
  );

/** A field on a path to a party is party unless its owner says otherwise. */
function classOf(
  index: GraphIndex,
  parties: ReadonlySet<string>,
  output: OutputCoordinate,
  entry: FieldEntry,
  defaults: Clauses,
  violations: Violation[],
): FieldClass {
  const stated = entry.rule.class ?? defaults.class;
  if (stated !== undefined) return stated;
  const type = output.parent.name;
  if (output.root !== undefined || isStructure(index, type)) return 'structure';
  if (parties.has(type)) return 'party';
  violations.push(
    violationAt(
      entry.place,
      'FORMAT',
      output.coordinate,
      'The rule has no class, and neither has its type.',
      `Write class: in the rule, or types: {${type}: {class: …}} in ${entry.place.file}.`,
    ),
  );
  return 'party';
}

function sourceOf(
  index: GraphIndex,
  output: OutputCoordinate,
  entry: FieldEntry,
  violations: Violation[],
): Source {
  if (entry.rule.source !== undefined) return convertSource(index, output, entry.rule.source);
  if (output.root !== 'mutation') {
    violations.push(
      violationAt(
        entry.place,
        'FORMAT',
        output.coordinate,
        'The rule names no source.',
        'Write source: {column: table.column}, {columns: […]}, {computed: …}, {edge: …} or structure.',
      ),
    );
  }
  return { kind: 'structure' };
}

function convertSource(index: GraphIndex, output: OutputCoordinate, source: SourceFormat): Source {
  if (source.column !== undefined) return { kind: 'column', column: columnRef(source.column) };
  if (source.columns !== undefined) {
    return { kind: 'columns', columns: source.columns.map(columnRef) };
  }
  if (source.computed !== undefined) return { kind: 'computed', from: source.computed };
  if (source.edge !== undefined) return edgeOf(index, output, source.edge);
  if (source.remote !== undefined) return { kind: 'remote', ...source.remote };
  if (source.partition === undefined) return { kind: 'structure' };
  const { by, of } = source.partition;
  const parts = Object.entries(of).map(([value, part]): [string, Source] => [
    value,
    'column' in part
      ? { kind: 'column', column: columnRef(part.column) }
      : { kind: 'remote', ...part.remote },
  ]);
  return { kind: 'partition', by, of: Object.fromEntries(parts) };
}

/** Root fields name the type they lead to; other edges the key columns they start from. */
function edgeOf(
  index: GraphIndex,
  { field }: OutputCoordinate,
  edge: string | readonly string[],
): Source {
  const columns = typeof edge === 'string' ? [edge] : edge;
  const from = columns.filter((column) => column.includes('.')).map(columnRef);
  return { kind: 'edge', from, to: nodeTypeOf(index, namedTypeOf(field.type)) };
}

const columnRef = (text: string): ColumnRef => {
  const [table = '', column = ''] = text.split('.');
  return { table, column };
};

function guaranteeOf(source: Source): 'owned' | 'attached' {
  if (source.kind === 'remote') return 'attached';
  const attached =
    source.kind === 'partition' && Object.values(source.of).some(({ kind }) => kind === 'remote');
  return attached ? 'attached' : 'owned';
}

function headerOf(
  index: GraphIndex,
  owner: Owner,
): { steward: string; accountable: string; residency: readonly string[] } {
  const header = index.sources.stores.get(owner);
  return {
    steward: header?.steward ?? '',
    accountable: header?.accountable ?? '',
    residency: header?.residency ?? [],
  };
}
