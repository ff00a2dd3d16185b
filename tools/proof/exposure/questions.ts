import type { Exposure } from '../../cli/commands/audit/exposure.ts';
import { intruder, type MadeEntry } from './plantedLog.ts';

/** One way to ask for the incident, and which entries it must find. */
export interface Question {
  readonly by: 'actor' | 'screen' | 'window';
  readonly options: readonly string[];
  readonly finds: (entry: MadeEntry) => boolean;
}

export const questions: readonly Question[] = [
  { by: 'actor', options: ['--actor', intruder], finds: ({ actor }) => actor === intruder },
  {
    ...{ by: 'screen', options: ['--screen', 'order-status'] },
    finds: ({ screen }) => screen === 'order-status',
  },
  { by: 'window', options: [], finds: () => true },
];

/** The planted set, told by who planted it and not by the database. */
export interface Planted {
  entries: number;
  firstAt: string | null;
  lastAt: string | null;
  readonly people: Set<string>;
  /** Answers by `field form`. */
  readonly fields: Map<string, number>;
}

export const nothingPlanted = (): Planted => ({
  ...{ entries: 0, firstAt: null, lastAt: null, people: new Set(), fields: new Map() },
});

export function plant(planted: Planted, entry: MadeEntry): void {
  planted.entries += 1;
  planted.firstAt ??= entry.at;
  planted.lastAt = entry.at;
  for (const { store, refs } of entry.subjects) {
    for (const ref of refs) planted.people.add(`${store} ${ref}`);
  }
  for (const [form, fields] of Object.entries(entry.forms)) {
    for (const field of fields) {
      const key = `${field} ${form}`;
      planted.fields.set(key, (planted.fields.get(key) ?? 0) + 1);
    }
  }
}

export interface Verdict {
  readonly entries: number;
  readonly people: number;
  /** Planted and not named. */
  readonly missing: number;
  /** Named and not planted. */
  readonly surplus: number;
  readonly fieldsRight: boolean;
  readonly timesRight: boolean;
}

export function verdictOf(planted: Planted, found: Exposure): Verdict {
  const named = new Set(
    found.stores.flatMap(({ store, refs }) => (refs ?? []).map((ref) => `${store} ${ref}`)),
  );
  const fields = new Map(
    found.fields.map(({ coordinate, form, entries }) => [`${coordinate} ${form}`, entries]),
  );
  return {
    entries: found.entries,
    people: named.size,
    missing: [...planted.people].filter((person) => !named.has(person)).length,
    surplus: [...named].filter((person) => !planted.people.has(person)).length,
    fieldsRight:
      fields.size === planted.fields.size &&
      [...planted.fields].every(([field, entries]) => fields.get(field) === entries),
    timesRight:
      found.entries === planted.entries &&
      found.firstAt === planted.firstAt &&
      found.lastAt === planted.lastAt,
  };
}

export const isExact = ({ missing, surplus, fieldsRight, timesRight, people }: Verdict): boolean =>
  missing === 0 && surplus === 0 && fieldsRight && timesRight && people > 0;
