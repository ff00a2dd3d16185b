/** The one that data are about, by all ids under which stores may know it. */
export interface DataSubject {
  readonly person: string | null;
  /** Customers that this person is, or the customer alone where no person is known. */
  readonly customers: readonly string[];
}

type Name = [kind: string, id: string];

/** The key under which stores are asked for it; made where persons are known, read where they are not. */
export const dataSubjectId = ({ person, customers }: DataSubject): string =>
  new URLSearchParams([
    ...(person === null ? [] : [['person', person] satisfies Name]),
    ...[...customers].sort().map((customer): Name => ['customer', customer]),
  ]).toString();

const namesMax = 1_001;

/** The subjects (subjects.ts) that a key names; undefined where it is none. */
export function subjectsOfId(id: string): readonly string[] | undefined {
  const names = [...new URLSearchParams(id)];
  const isKey = names.length > 0 && names.length <= namesMax && names.every(isName);
  return isKey ? names.map(([kind, of]) => `${kind} ${of}`) : undefined;
}

const isName = ([kind, of]: Name): boolean =>
  (kind === 'person' || kind === 'customer') && of !== '';
