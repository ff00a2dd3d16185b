import { personalClasses, type FieldRule, type PolicyLock } from '../../policies/lock.ts';
import type { StoreName } from '../../lib/storeName.ts';

/** What the published policy says of a column that holds a personal value. */
export interface Places {
  /** Whether values belong there: customer-pii's own source columns. */
  readonly isSource: (store: StoreName, column: string) => boolean;
  /** Whether the published policy lists the column as one of its copies of a personal value. */
  readonly isDeclared: (store: StoreName, column: string) => boolean;
}

const columnsOf = ({ source }: FieldRule): readonly string[] => {
  if (source.kind === 'column') return [`${source.column.table}.${source.column.column}`];
  if (source.kind !== 'columns') return [];
  return source.columns.map(({ table, column }) => `${table}.${column}`);
};

export function placesOf(policy: PolicyLock): Places {
  const sources = sourcesOf(policy);
  const declared = declaredIn(policy);
  return {
    isSource: (store, column) => store === 'customer-pii' && sources.has(column),
    isDeclared: (store, column) => declared.has(`${store} ${column}`),
  };
}

const isCopy = ({ copy }: FieldRule, fields: PolicyLock['fields']): boolean =>
  typeof copy === 'object' && fields[copy.of]?.store === 'customer-pii';

const declaredIn = ({ fields }: PolicyLock): ReadonlySet<string> =>
  new Set(
    Object.values(fields)
      .filter((rule) => isCopy(rule, fields))
      .flatMap((rule) => columnsOf(rule).map((column) => `${rule.store} ${column}`)),
  );

/** The columns of the graph's personal fields, and those beside them that only the store knows of. */
function sourcesOf({ fields, stores }: PolicyLock): ReadonlySet<string> {
  const mapped = Object.values(fields)
    .filter((rule) => rule.store === 'customer-pii' && isPersonal(rule) && !isCopy(rule, fields))
    .flatMap(columnsOf);
  const tables = new Set(mapped.map((column) => column.split('.')[0]));
  const internal = Object.keys(stores['customer-pii']?.internal ?? {});
  return new Set([...mapped, ...internal.filter((column) => tables.has(column.split('.')[0]))]);
}

const isPersonal = ({ class: kind }: FieldRule): boolean =>
  kind === 'party' || kind === 'subject-key' || personalClasses.has(kind);
