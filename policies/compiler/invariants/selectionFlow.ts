import type { Coordinate, PredicateRights } from '../../lock.ts';
import { ownMember } from '../collections.ts';
import type { CompileContext } from '../context.ts';
import { targetsOf } from '../../decide.ts';
import { clearPurposes } from '../deriveArguments.ts';
import { placeOf, type InputCoordinate } from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';

/** I7, selecting and writing: nobody filters by what he may not read, or writes what he may not write. */
export function selectionFlow(context: CompileContext): readonly Violation[] {
  return [
    ...Object.keys(context.fields).flatMap((coordinate) => predicates(context, coordinate)),
    ...context.index.inputs.flatMap((input) => targets(context, input)),
    ...gateTargets(context),
  ];
}

/** A predicate right never exceeds the clear read right for the same purpose. */
function predicates(
  { index, fields }: CompileContext,
  coordinate: Coordinate,
): readonly Violation[] {
  const rule = fields[coordinate];
  if (rule === undefined) return [];
  const clear = new Set(clearPurposes(rule));
  const rights: readonly (keyof PredicateRights)[] = ['exact', 'range', 'sort'];
  return rights.flatMap((right) =>
    rule.predicate[right]
      .filter((purpose) => !clear.has(purpose))
      .map((purpose) =>
        violationAt(
          placeOf(index, coordinate),
          'I7',
          coordinate,
          `${purpose} may select by ${coordinate} (${right}) but not read it in clear: the answer would tell.`,
          `Drop ${purpose} from predicate.${right}, or let it read the field in clear.`,
        ),
      ),
  );
}

function targets(context: CompileContext, input: InputCoordinate): readonly Violation[] {
  const { index, fields } = context;
  const rule = ownMember(context.arguments, input.coordinate);
  if (rule === undefined) return [];
  const unknown = targetsOf(rule.meaning)
    .filter((target) => ownMember(fields, target) === undefined)
    .map((target) =>
      violationAt(
        placeOf(index, input.coordinate),
        'I7',
        input.coordinate,
        `${input.coordinate} speaks of ${target}, which the graph does not have.`,
        'Name a field of the graph.',
      ),
    );
  const written = rule.meaning.kind === 'write' ? rule.meaning.to : undefined;
  return written === undefined
    ? unknown
    : [...unknown, ...writes(context, input.coordinate, written)];
}

/** Where a field names who may write it, an input that writes it is for no other purpose. */
function writes(
  context: CompileContext,
  input: Coordinate,
  field: Coordinate,
): readonly Violation[] {
  const { index } = context;
  const allowed = index.fieldEntries.get(field)?.[0]?.rule.write;
  const purposes = ownMember(context.arguments, input)?.purposes ?? [];
  return purposes
    .filter((purpose) => allowed !== undefined && !allowed.includes(purpose))
    .map((purpose) =>
      violationAt(
        placeOf(index, input),
        'I7',
        input,
        `${input} writes ${field} for ${purpose}, which is not among those that may write it.`,
        `Drop ${purpose} from the write of the mutation or input type, or add it to write of ${field}.`,
      ),
    );
}

/** What crosses between stores is named by fields of the graph. */
function gateTargets({ index, fields }: CompileContext): readonly Violation[] {
  const words = new Set(['reference', 'attestation']);
  return [...index.sources.gate].flatMap(([name, { rule, place }]) =>
    Object.entries({ ...rule.fields, ...rule.answer })
      .filter(([, target]) => !words.has(target) && ownMember(fields, target) === undefined)
      .map(([member, target]) =>
        violationAt(
          place,
          'I7',
          name,
          `${name} hands over ${member} as ${target}, which the graph does not have.`,
          'Name a field of the graph, or the words reference or attestation.',
        ),
      ),
  );
}
