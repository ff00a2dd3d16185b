import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { everyPurpose } from '../../decide.ts';
import { personalClasses, type Coordinate, type FieldRule, type Form } from '../../lock.ts';
import { dpvPersonalData, dpvPurposes } from '../../vocabulary/dpv.ts';
import { fidesCategories } from '../../vocabulary/fides.ts';
import {
  encryptionKeys,
  indexKinds,
  legalBases,
  normalisations,
  regions,
  retentionEvents,
  specialConditions,
} from '../../vocabulary/lists.ts';
import type { CompileContext } from '../context.ts';
import { isStructure, placeOf, type GraphIndex, type OutputCoordinate } from '../graphIndex.ts';
import { violationAt, type Place, type Violation } from '../types.ts';

/** I5: every term that a rule or a purpose uses exists in the vendored lists. */
export function vocabulary(context: CompileContext): readonly Violation[] {
  const { index } = context;
  return [
    ...Object.entries(context.fields).flatMap(([coordinate, rule]) =>
      fieldTerms(index, coordinate, rule),
    ),
    ...context.index.outputs.flatMap((output) => formsOf(context, output)),
    ...purposeTerms(index),
    ...writeTerms(index),
    ...naturalTerms(index),
    ...[...index.sources.stores].flatMap(([owner, { residency }]) =>
      residency
        .filter((region) => !regions.has(region))
        .map((region) =>
          unknownTerm(
            { file: `policies/${owner}.yaml`, line: 1 },
            owner,
            'region',
            region,
            regions,
          ),
        ),
    ),
  ];
}

function unknownTerm(
  place: Place,
  coordinate: Coordinate,
  kind: string,
  term: string,
  known: Iterable<string>,
): Violation {
  return violationAt(
    place,
    'I5',
    coordinate,
    `${coordinate} uses the ${kind} ${term}, which is not in the vocabulary.`,
    `Use one of: ${[...known].join(', ')}.`,
  );
}

type Term = readonly [
  kind: string,
  term: string | undefined,
  known: { has: (term: string) => boolean } & Iterable<string>,
];

function fieldTerms(
  index: GraphIndex,
  coordinate: Coordinate,
  rule: FieldRule,
): readonly Violation[] {
  const purposes = new Set(index.sources.purposes.keys());
  const { exact, range, sort } = rule.predicate;
  const readers = Object.keys(rule.read).filter((name) => name !== everyPurpose);
  const named = [...readers, ...exact, ...range, ...sort, ...rule.window];
  const until = rule.erase?.until;
  const retained = until?.endsWith('.retention') === true;
  const terms: readonly Term[] = [
    ...named.map((name): Term => ['purpose', name, purposes]),
    ...rule.residency.map((region): Term => ['region', region, regions]),
    ['personal data term', rule.category?.is, new Set(Object.keys(dpvPersonalData))],
    ['fideslang category', rule.category?.fides, fidesCategories],
    ['encryption key', rule.protect?.encrypt, encryptionKeys],
    ['index', rule.protect?.index, indexKinds],
    ['normalisation', rule.protect?.normalise, normalisations],
    retained
      ? ['purpose', until.replace(/\.retention$/, ''), purposes]
      : ['event', until, retentionEvents],
  ];
  return missing(terms, placeOf(index, coordinate), coordinate);
}

const missing = (terms: readonly Term[], place: Place, coordinate: Coordinate): Violation[] =>
  terms.flatMap(([kind, term, known]) =>
    term === undefined || known.has(term)
      ? []
      : [unknownTerm(place, coordinate, kind, term, known)],
  );

function purposeTerms(index: GraphIndex): readonly Violation[] {
  const roles = new Set(
    [...index.sources.purposes.values()].flatMap(({ purpose }) => purpose.roles),
  );
  const purposes = [...index.sources.purposes].flatMap(([name, { purpose, place }]) => {
    const terms: readonly Term[] = [
      ['purpose term', purpose.is, new Set(Object.keys(dpvPurposes))],
      ['legal basis', purpose.legalBasis, legalBases],
      ['condition', purpose.condition, specialConditions],
    ];
    return missing(terms, place, name);
  });
  const conflicts = index.sources.conflicts
    .flat()
    .filter((role) => !roles.has(role))
    .map((role) =>
      unknownTerm({ file: 'policies/purposes.yaml', line: 1 }, 'conflicts', 'role', role, roles),
    );
  return [...purposes, ...conflicts];
}

function writeTerms(index: GraphIndex): readonly Violation[] {
  const purposes = new Set(index.sources.purposes.keys());
  const entries = [
    ...index.sources.fields.map(({ coordinate, rule, place }) => ({ coordinate, rule, place })),
    ...index.sources.inputs.map(({ type, rule, place }) => ({ coordinate: type, rule, place })),
  ];
  return entries.flatMap(({ coordinate, rule, place }) =>
    missing(
      (rule.write ?? []).map((name): Term => ['purpose', name, purposes]),
      place,
      coordinate,
    ),
  );
}

/** Who may see natural persons' rows is said once a type: the store decides by row, not by field. */
function naturalTerms(index: GraphIndex): readonly Violation[] {
  const purposes = new Set(index.sources.purposes.keys());
  const types = index.sources.types.flatMap(({ type, clauses, place }) =>
    clauses === 'structure'
      ? []
      : missing(
          (clauses.natural ?? []).map((name): Term => ['purpose', name, purposes]),
          place,
          type,
        ),
  );
  const fields = index.sources.fields.flatMap(({ coordinate, rule, owner, place }) => {
    const type = coordinate.split('.')[0] ?? '';
    // A root field or a total beside a page has no row of its own: there it says whose rows are in it.
    if (index.rootTypes.has(type) || isStructure(index, type)) return [];
    const clauses = index.typeEntries.get(type)?.find((entry) => entry.owner === owner)?.clauses;
    const ofType = typeof clauses === 'object' ? (clauses.natural ?? []) : [];
    const same = [...(rule.natural ?? ofType)].sort().join() === [...ofType].sort().join();
    return same
      ? []
      : [
          violationAt(
            place,
            'FORMAT',
            coordinate,
            `natural of ${coordinate} differs from that of its type; rows are decided once a type.`,
            `Write it in types: {${type}: {natural: […]}}.`,
          ),
        ];
  });
  return [...types, ...fields];
}

const textForms: ReadonlySet<Form> = new Set(['last4', 'domain-only', 'initial', 'token']);
const textTypes: ReadonlySet<string> = new Set(['String', 'ID', 'URL']);

/** A form keeps the field's type: text forms for text, counts for lists of objects. */
function formsOf(context: CompileContext, output: OutputCoordinate): readonly Violation[] {
  const rule = context.fields[output.coordinate];
  const problems = [...new Set(Object.values(rule?.read ?? {}))].flatMap((form) => {
    if (textForms.has(form) && !textTypes.has(getNamedType(output.field.type).name)) {
      return [
        `The form ${form} is for text; ${output.coordinate} is ${String(output.field.type)}.`,
      ];
    }
    return form === 'count' ? countProblems(context, output) : [];
  });
  return problems.map((message) =>
    violationAt(
      placeOf(context.index, output.coordinate),
      'I5',
      output.coordinate,
      message,
      'Show it clear or not at all, or add a field of the weaker type, computed by its source.',
    ),
  );
}

function countProblems(context: CompileContext, { coordinate, field }: OutputCoordinate): string[] {
  const type = getNamedType(field.type);
  if (!isListType(getNullableType(field.type)) || !isCompositeType(type)) {
    return [`The form count is for lists of objects; ${coordinate} is ${String(field.type)}.`];
  }
  const told = isObjectType(type) ? Object.values(type.getFields()) : [];
  return told
    .filter((leaf) => isNonNullType(leaf.type))
    .map((leaf) => `${type.name}.${leaf.name}`)
    .filter((leaf) => isPersonal(context.fields[leaf]))
    .map(
      (leaf) => `${coordinate} may not be shown as a count: ${leaf} is non-null and would be told.`,
    );
}

const isPersonal = (rule: FieldRule | undefined): boolean =>
  rule !== undefined && (personalClasses.has(rule.class) || rule.class === 'party');
