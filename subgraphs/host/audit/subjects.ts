import DataLoader from 'dataloader';
import type { StoreDatabase } from '../database.ts';
import type { BoundType } from '../graph/boundTypes.ts';
import { parametersOf } from '../read/listStatement.ts';

/**
 * Who an answer's values are about, as a store knows it: `person <id>`, `customer <id>`, `employee <id>`
 * of somebody who works here, or, where
 * neither is known, `<Type> <key>`, the row standing for its person. Null: a legal person's row is
 * nobody's.
 */
export type Subject = string | null;

export interface SubjectKey {
  readonly type: BoundType;
  readonly key: string;
}

const rowSubject = Symbol('whose row this is');

/** Notes whose row this is, as the row's own statement said. */
export const keepSubject = (row: object, subject: Subject): void => {
  (row as { [rowSubject]?: Subject })[rowSubject] = subject;
};

/** Undefined where the row's statement did not say. */
export const keptSubject = (row: object): Subject | undefined =>
  (row as { readonly [rowSubject]?: Subject })[rowSubject];

/** A part of a row, or an entity that it leads to, is about the row's own subject. */
export function sameSubject<Part extends object>(row: object, part: Part): Part {
  const subject = keptSubject(row);
  if (subject !== undefined) keepSubject(part, subject);
  return part;
}

/** Splits `person <id>` into its kind and id. */
export function partsOfSubject(subject: string): { readonly kind: string; readonly id: string } {
  const space = subject.indexOf(' ');
  return { kind: subject.slice(0, space), id: subject.slice(space + 1) };
}

/** Asks for subjects of keys whose rows did not tell them: one statement for all of a turn. */
export function createSubjectLoader(
  database: Pick<StoreDatabase, 'arrays'>,
  counted: () => void,
): (asked: SubjectKey) => Promise<Subject> {
  const loader = new DataLoader<SubjectKey, Subject, string>(
    async (keys) => {
      counted();
      const { text, values } = subjectsStatement(keys);
      const lines = await database.arrays(text, values);
      const found = new Map(lines.map(([index, subject]) => [Number(index), subject]));
      return keys.map((_key, index) => (found.get(index) ?? null) as Subject);
    },
    { cacheKeyFn: ({ type, key }) => `${type.name} ${key}` },
  );
  return (asked) => loader.load(asked);
}

export function subjectsStatement(keys: readonly SubjectKey[]): {
  readonly text: string;
  readonly values: readonly unknown[];
} {
  const parameters = parametersOf();
  const groups = new Map<BoundType, { places: number[]; keys: string[] }>();
  for (const [place, { type, key }] of keys.entries()) {
    const group = groups.get(type) ?? { places: [], keys: [] };
    groups.set(type, group);
    group.places.push(place);
    group.keys.push(key);
  }
  const selects = [...groups].map(([type, group]) => {
    const places = parameters.add(group.places, 'int[]');
    const subject = type.subject ?? 'null::text';
    if (type.row === undefined) {
      const list = parameters.add(group.keys, 'text[]');
      return `select t.place, ${subject} as subject from unnest(${places}, ${list}) t(place, id)`;
    }
    const { key, shape } = type.row;
    const list = parameters.add(group.keys, `${key.type}[]`);
    return `select w.place, ${subject} as subject from unnest(${places}, ${list}) w(place, key)
      join "${shape.table}" t on t."${key.column}" = w.key`;
  });
  return { text: selects.join('\nunion all\n'), values: parameters.values };
}
