import type { DataSource } from 'typeorm';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { personalClasses, type PolicyLock } from '../../../policies/lock.ts';
import { subjectSql } from '../audit/subjectSql.ts';
import type { RowClass, StoreDefinition } from '../definition.ts';
import { columnOf, rowShapeOf, type RowColumn, type RowShape } from '../rows.ts';
import type { SealedTable } from '../vault/vault.ts';
import { columnsOfSource } from './columnsOfSource.ts';
import { keyFieldOf, keyFieldsOf, objectTypesOf } from './schemaShape.ts';

/** A type that this store has rows of, or contributes fields to. */
export interface BoundType {
  readonly name: string;
  readonly keyField: string;
  readonly row: BoundRow | undefined;
  /** SQL over `t` for the customer whose row this is; undefined where rows are nobody's. */
  readonly party: string | undefined;
  /** The purposes that see natural persons' rows; undefined where rows are nobody's. */
  readonly natural: readonly string[] | undefined;
  /** SQL over `t` for whose values a row holds (audit/subjects.ts); undefined where they are nobody's. */
  readonly subject: string | undefined;
}

export interface BoundRow {
  readonly rowClass: RowClass;
  readonly shape: RowShape;
  readonly key: RowColumn;
  /** Further fields that a reference may carry instead of the key, each unique. */
  readonly otherKeys: ReadonlyMap<string, RowColumn>;
  /** SQL over `t`, as the type has it, and the purposes that see natural persons' rows. */
  readonly subject:
    { readonly sql: string; readonly natural: readonly string[] | undefined } | undefined;
  /** Which of its values are sealed; undefined where none is. */
  readonly sealed: SealedTable | undefined;
}

export type BoundTypes = ReadonlyMap<string, BoundType>;

interface BindingInput {
  readonly definition: StoreDefinition;
  readonly schema: GraphQLSchema;
  readonly lock: PolicyLock;
  readonly dataSource: DataSource;
  readonly problems: string[];
}

/** Joins a store's bindings with its SDL, its rows and its policy; says what does not fit. */
export function bindTypes(input: BindingInput): BoundTypes {
  const objects = new Map(objectTypesOf(input.schema).map((type) => [type.name, type]));
  const bound = Object.entries(input.definition.types).map(([name, { row }]): BoundType => {
    const type = objects.get(name);
    if (type === undefined) input.problems.push(`types.${name}: the SDL has no such type`);
    const keyField = (type === undefined ? undefined : keyFieldOf(type)) ?? 'id';
    const party = partyOf(input, name);
    const bound = row === undefined ? undefined : boundRow(input, name, row, otherKeyFields(type));
    const subject = subjectOf(
      input,
      name,
      bound === undefined ? 't.id' : `t."${bound.key.column}"`,
    );
    const { natural } = party;
    return {
      name,
      keyField,
      row:
        bound === undefined || subject === undefined
          ? bound
          : { ...bound, subject: { sql: subject, natural } },
      ...party,
      subject,
    };
  });
  return new Map(bound.map((type) => [type.name, type]));
}

function partyOf(
  { definition, lock, problems }: BindingInput,
  name: string,
): Pick<BoundType, 'party' | 'natural'> {
  const rule = lock.types[definition.name]?.[name];
  if (rule?.class !== 'party') return { party: undefined, natural: undefined };
  const party = definition.types[name]?.party;
  if (party === undefined) {
    problems.push(`types.${name}: a type of class party needs the SQL of its party`);
  }
  return { party: party ?? 'null', natural: rule.natural ?? [] };
}

/** Whose values rows hold has to be known of every type that a receipt tells of. */
function subjectOf(
  { definition, lock, problems }: BindingInput,
  name: string,
  key: string,
): string | undefined {
  const binding = definition.types[name] ?? {};
  const subject = subjectSql({ type: name, binding, key });
  const fieldClass = lock.types[definition.name]?.[name]?.class;
  const isPersonal = fieldClass !== undefined && personalClasses.has(fieldClass);
  if (subject === undefined && isPersonal) {
    problems.push(`types.${name}: a personal type needs the SQL of its subject`);
  }
  return subject;
}

const otherKeyFields = (type: GraphQLObjectType | undefined): readonly string[] =>
  type === undefined ? [] : keyFieldsOf(type).slice(1);

function boundRow(
  input: BindingInput,
  name: string,
  rowClass: RowClass,
  otherFields: readonly string[],
): BoundRow {
  const shape = rowShapeOf(input.dataSource, rowClass);
  const stated = input.definition.types[name]?.key;
  const key = shape.columns.find(({ property }) => property === (stated ?? 'id'));
  if (key === undefined && stated !== undefined) {
    input.problems.push(`types.${name}: its row has no property ${stated} that could be its key`);
  }
  const otherKeys = otherFields.flatMap((field) => {
    const source = input.lock.fields[`${name}.${field}`]?.source;
    const [ref] = source === undefined ? [] : columnsOfSource(source);
    const column = ref?.table === shape.table ? columnOf(shape, ref.column) : undefined;
    if (column !== undefined) return [[field, column] as const];
    input.problems.push(`types.${name}: its key ${field} is no column of ${shape.table}`);
    return [];
  });
  return {
    rowClass,
    shape,
    key: key ?? shape.primary,
    otherKeys: new Map(otherKeys),
    subject: undefined,
    sealed: input.definition.vault?.tables[shape.table],
  };
}
