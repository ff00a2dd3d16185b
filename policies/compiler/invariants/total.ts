import type { Coordinate } from '../../lock.ts';
import type { CompileContext } from '../context.ts';
import { declaringStores, fileOf, placeOf, sdlPlaceOf, type GraphIndex } from '../graphIndex.ts';
import type { FieldEntry, InputEntry } from '../policySources.ts';
import { violationAt, type Violation } from '../types.ts';

/** I1: every output field, argument and input field has one entry, in the file of its store. */
export function total(context: CompileContext): readonly Violation[] {
  const { index } = context;
  const missing = [
    ...index.outputs.filter(({ coordinate }) => !Object.hasOwn(context.fields, coordinate)),
    ...index.inputs.filter(({ coordinate }) => !Object.hasOwn(context.arguments, coordinate)),
  ].map(({ coordinate }) => missingRule(index, coordinate));
  return [
    ...missing,
    ...index.sources.fields.flatMap((entry) => strayField(index, entry)),
    ...index.sources.inputs.flatMap((entry) => strayInput(index, entry)),
    ...strayTypes(index),
  ];
}

function missingRule(index: GraphIndex, coordinate: Coordinate): Violation {
  const declared = sdlPlaceOf(index, coordinate.replace(/\(.*\)$/, ''));
  const where =
    declared === undefined ? '' : ` (declared in ${declared.file}:${String(declared.line)})`;
  const file = fileOf(index, coordinate);
  return violationAt(
    placeOf(index, coordinate),
    'I1',
    coordinate,
    `${coordinate} has no rule${where}.`,
    `Write its rule in ${file}: ${skeletonOf(index, coordinate)}`,
  );
}

/** What the missing line looks like. */
function skeletonOf(index: GraphIndex, coordinate: Coordinate): string {
  const argument = /^(.*)\((\w+):\)$/.exec(coordinate);
  if (argument !== null) {
    return `${argument[1] ?? ''}: {…, arguments: {${argument[2] ?? ''}: {exact: Type.field}}} (or key, from, to, sort, write, version, parameter, idempotency).`;
  }
  const [type = '', field = ''] = coordinate.split('.');
  if (index.federation.fields.has(coordinate)) {
    return `${coordinate}: {source: {column: table.column}, says: A sentence about it.}, or types: {${type}: structure} where the type is a wrapper.`;
  }
  return `${type}: {write: [purpose], arguments: {${field}: {write: Type.field}}}.`;
}

function strayField(index: GraphIndex, entry: FieldEntry): readonly Violation[] {
  const { coordinate, place } = entry;
  const output = index.outputs.find((known) => known.coordinate === coordinate);
  if (output === undefined) {
    return [
      violationAt(
        place,
        'I1',
        coordinate,
        `The graph has no field ${coordinate}.`,
        'Remove the rule, or add the field to the SDL.',
      ),
    ];
  }
  const unknown = Object.keys(entry.rule.arguments ?? {}).filter(
    (name) => !output.field.args.some((argument) => argument.name === name),
  );
  return [
    ...unknown.map((name) =>
      violationAt(
        { file: place.file, line: entry.lineOf(['arguments', name]) },
        'I1',
        `${coordinate}(${name}:)`,
        `${coordinate} has no argument ${name}.`,
        'Remove it from the rule, or add the argument to the SDL.',
      ),
    ),
    ...wrongFile(index, entry),
  ];
}

function wrongFile(
  index: GraphIndex,
  { coordinate, owner, place }: FieldEntry,
): readonly Violation[] {
  const stores = declaringStores(index, coordinate);
  const shared = index.sharedTypes.has(coordinate.split('.')[0] ?? '');
  if (owner === 'shared' ? shared : stores.includes(owner)) return [];
  return [
    violationAt(
      place,
      'I1',
      coordinate,
      `The rule of ${coordinate} stands in the file of a store that does not declare it.`,
      `Move it to ${fileOf(index, coordinate)}.`,
    ),
  ];
}

function strayInput(index: GraphIndex, entry: InputEntry): readonly Violation[] {
  const known = index.inputs.filter(({ of }) => !('parent' in of) && of.name === entry.type);
  // A shared value type may wait for a store that uses it.
  if (known.length === 0 && entry.owner === 'shared') return [];
  if (known.length === 0) {
    return [
      violationAt(
        entry.place,
        'I1',
        entry.type,
        `The graph has no input type ${entry.type}.`,
        'Remove the entry, or add the input type to the SDL.',
      ),
    ];
  }
  return Object.keys(entry.rule.arguments)
    .filter((name) => !known.some(({ input }) => input.name === name))
    .map((name) =>
      violationAt(
        { file: entry.place.file, line: entry.lineOf(['arguments', name]) },
        'I1',
        `${entry.type}.${name}`,
        `The input type ${entry.type} has no field ${name}.`,
        'Remove it from the entry, or add the field to the SDL.',
      ),
    );
}

function strayTypes(index: GraphIndex): readonly Violation[] {
  return index.sources.types
    .filter(({ owner }) => owner !== 'shared')
    .filter(({ type }) => index.schema.getType(type) === undefined)
    .map(({ type, place }) =>
      violationAt(
        place,
        'I1',
        type,
        `The graph has no type ${type}.`,
        'Remove the entry from types, or add the type to the SDL.',
      ),
    );
}
