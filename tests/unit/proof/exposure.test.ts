import { expect, test } from '@jest/globals';
import type { Exposure } from '../../../tools/cli/commands/audit/exposure.ts';
import { incidentWindow, intruder, madeEntries } from '../../../tools/proof/exposure/plantedLog.ts';
import {
  isExact,
  nothingPlanted,
  plant,
  verdictOf,
} from '../../../tools/proof/exposure/questions.ts';

const plan = { entries: 5_000, seed: 1, firstSeq: 0, until: new Date('2026-11-24T12:00:00Z') };
const { from, to } = incidentWindow(plan);
const incident = [...madeEntries(plan)].filter(
  ({ at, actor, type }) => type === 'release' && actor === intruder && at >= from && at < to,
);
const planted = nothingPlanted();
for (const entry of incident) plant(planted, entry);

const found: Exposure = {
  entries: incident.length,
  subjects: planted.people.size,
  stores: ['crm', 'customer-pii'].map((store) => {
    const refs = [...planted.people]
      .filter((person) => person.startsWith(`${store} `))
      .map((person) => person.slice(store.length + 1));
    return { store, subjects: refs.length, refs };
  }),
  fields: [...planted.fields].map(([key, entries]) => {
    const [coordinate = '', form = ''] = key.split(' ');
    return { coordinate, form, entries };
  }),
  ...{
    actorCount: 1,
    actors: [{ actor: intruder, entries: incident.length }],
    screens: [],
    purposes: [],
    withoutSubject: 0,
  },
  ...{ firstAt: incident[0]?.at ?? null, lastAt: incident.at(-1)?.at ?? null },
  ...{ knownAt: to, notifyBy: to },
};
const [crm] = found.stores;
const refs = crm?.refs ?? [];

test.each<[what: string, change: Partial<Exposure>]>([
  [
    'one person less',
    { stores: [{ store: 'crm', subjects: 1, refs: refs.slice(1) }, ...found.stores.slice(1)] },
  ],
  [
    'one person more',
    {
      stores: [
        { store: 'crm', subjects: 1, refs: [...refs, 'f'.repeat(32)] },
        ...found.stores.slice(1),
      ],
    },
  ],
  [
    'people of another store',
    { stores: found.stores.map((known) => ({ ...known, store: 'finance' })) },
  ],
  [
    'people that it only counts',
    { stores: found.stores.map((known) => ({ ...known, refs: null })) },
  ],
  ['a field less', { fields: found.fields.slice(1) }],
  [
    'a field in another form',
    { fields: found.fields.map((field) => ({ ...field, form: 'initial' })) },
  ],
  ['an answer more', { entries: found.entries + 1 }],
  ['another beginning', { firstAt: to }],
])('a report with %s is not exact', (_what, change) => {
  expect(isExact(verdictOf(planted, { ...found, ...change }))).toBe(false);
});

test('a report of exactly what was planted is', () => {
  expect(incident.length).toBeGreaterThan(10);
  expect(verdictOf(planted, found)).toMatchObject({ missing: 0, surplus: 0 });
  expect(isExact(verdictOf(planted, found))).toBe(true);
});
