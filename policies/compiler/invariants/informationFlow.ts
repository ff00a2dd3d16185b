import { isInterfaceType } from 'graphql';
import { everyPurpose } from '../../decide.ts';
import type { Coordinate, FieldRule, Form } from '../../lock.ts';
import { ownMember } from '../collections.ts';
import type { CompileContext } from '../context.ts';
import { resolves } from '../federation.ts';
import { fieldSetCoordinates } from '../fieldSet.ts';
import { declaringStores, placeOf } from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';

/** I7, reading: no field is shown to more purposes, or clearer, than what it is made of. */
export function readingFlow(context: CompileContext): readonly Violation[] {
  return [
    ...derivedFields(context),
    ...requiredFields(context),
    ...keyedFields(context),
    ...interfaceFields(context),
  ];
}

/** The purposes for which `rule` shows more than `input` does. `count` and the text forms show less than clear. */
function widened(rule: FieldRule, input: FieldRule): readonly string[] {
  const inputForm = (purpose: string): Form | undefined =>
    ownMember(input.read, purpose) ?? ownMember(input.read, everyPurpose);
  return Object.entries(rule.read)
    .filter(([purpose, form]) => {
      const from = inputForm(purpose);
      return from === undefined || (from !== 'clear' && from !== form);
    })
    .map(([purpose]) => purpose);
}

function flow(
  { index, fields }: CompileContext,
  coordinate: Coordinate,
  input: Coordinate,
  how: string,
): readonly Violation[] {
  const rule = fields[coordinate];
  if (rule === undefined || rule.reclassified !== undefined) return [];
  const source = ownMember(fields, input);
  if (source === undefined) {
    const message = `${coordinate} ${how} ${input}, which has no rule.`;
    return [
      violationAt(
        placeOf(index, coordinate),
        'I7',
        coordinate,
        message,
        'Name a field of the graph.',
      ),
    ];
  }
  const purposes = widened(rule, source);
  if (purposes.length === 0) return [];
  return [
    violationAt(
      placeOf(index, coordinate),
      'I7',
      coordinate,
      `${coordinate} ${how} ${input}, and is shown for ${purposes.join(', ')}, where ${input} is not, or not as clear.`,
      `Drop these purposes from ${coordinate}, give them ${input}, or have the data-protection officer reclassify ${coordinate}.`,
    ),
  ];
}

const derivedFields = (context: CompileContext): readonly Violation[] =>
  Object.entries(context.fields).flatMap(([coordinate, { derivedFrom }]) =>
    (derivedFrom ?? []).flatMap((input) => flow(context, coordinate, input, 'is derived from')),
  );

const requiredFields = (context: CompileContext): readonly Violation[] =>
  [...context.index.federation.fields.values()]
    .flat()
    .flatMap(({ type, field, requires }) =>
      requires === undefined
        ? []
        : fieldSetCoordinates(context.index.schema, type, requires).flatMap((input) =>
            flow(context, `${type}.${field}`, input, 'requires'),
          ),
    );

/** A store that contributes to a type is handed its key: whoever reads the field may read the key. */
function keyedFields(context: CompileContext): readonly Violation[] {
  const { index } = context;
  return [...index.federation.fields.values()].flat().flatMap((declaration) => {
    const { store, type, field } = declaration;
    const keys =
      index.federation.types.get(type)?.find((known) => known.store === store)?.keys ?? [];
    const [key] = keys;
    if (!resolves(declaration) || key === undefined) return [];
    return fieldSetCoordinates(index.schema, type, key.fields)
      .filter((input) => declaringStores(index, input)[0] !== store)
      .flatMap((input) => flow(context, `${type}.${field}`, input, 'is found by the key'));
  });
}

/** An interface's field is shown at most as its implementers show it. */
function interfaceFields(context: CompileContext): readonly Violation[] {
  const { index } = context;
  return index.outputs.flatMap(({ coordinate, parent, field }) =>
    isInterfaceType(parent)
      ? index.schema
          .getPossibleTypes(parent)
          .flatMap(({ name }) => flow(context, coordinate, `${name}.${field.name}`, 'stands for'))
      : [],
  );
}
