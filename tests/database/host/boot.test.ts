import { expect, test } from '@jest/globals';
import type { StoreDefinition } from '../../../subgraphs/host/definition.ts';
import { edge } from '../../../subgraphs/host/edge.ts';
import { declareInstallation } from '../../../subgraphs/host/installation.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { cloneDatabase } from '../../support/databases.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { startFixture } from './fixture/seed.ts';
import { fixture, fixtureStore } from './fixture/stores.ts';
import { fixtureSdl } from './fixture/sdl.ts';

const replaced = (
  field: string,
  how: { from: string; to: string; order?: string },
): StoreDefinition => ({
  ...fixtureStore,
  edges: [...fixtureStore.edges.filter((known) => known.field !== field), edge(field, how)],
});

const { area, ...otherTypes } = { area: fixtureStore.types.Area, ...fixtureStore.types };

test.each<[string, { definition?: StoreDefinition; sdl?: string }, RegExp]>([
  [
    'a field that nothing answers',
    {
      sdl: fixtureSdl.replace(
        'type Area @key(fields: "id") {',
        'type Area @key(fields: "id") { code: String',
      ),
    },
    /Area\.code: neither a column, an edge nor a resolver/,
  ],
  [
    'an edge to a column that is not there',
    { definition: replaced('Invoice.lines', { from: 'invoice.id', to: 'invoice_line.order_id' }) },
    /edge Invoice\.lines: there is no column invoice_line\.order_id/,
  ],
  [
    'an edge from a column that is not there',
    { definition: replaced('Invoice.area', { from: 'invoice.region', to: 'area.id' }) },
    /edge Invoice\.area: there is no column invoice\.region/,
  ],
  [
    'an order by no column',
    {
      definition: replaced('Area.reviews', {
        from: 'area.id',
        to: 'review.area_id',
        order: 'weight',
      }),
    },
    /Area\.reviews: its order names something else/,
  ],
  [
    'an edge of no field',
    { definition: replaced('Area.nothing', { from: 'area.id', to: 'review.area_id' }) },
    /edge Area\.nothing: the SDL has no such field/,
  ],
  [
    'a command without code',
    { definition: { ...fixtureStore, commands: {} } },
    /Mutation\.createInvoice: neither/,
  ],
  [
    'a resolver of no field',
    {
      definition: {
        ...fixtureStore,
        resolvers: { ...fixtureStore.resolvers, Area: { size: () => 1 } },
      },
    },
    /resolver Area\.size: the SDL has no such field/,
  ],
  [
    'a party type without its party',
    { definition: { ...fixtureStore, types: { ...fixtureStore.types, Customer: {} } } },
    /types\.Customer: a type of class party needs/,
  ],
  [
    'a type that the SDL does not have',
    { definition: { ...fixtureStore, types: { ...otherTypes, Country: { ...area } } } },
    /types\.Country: the SDL has no such type/,
  ],
  [
    'an event that the gate lets nobody send',
    { definition: { ...fixtureStore, receives: { 'invoice-settled': () => Promise.resolve() } } },
    /event invoice-settled: the gate lets no such event into finance/,
  ],
])('a store with %s does not start', async (_name, changes, message) => {
  await expect(startFixture(changes)).rejects.toThrow(message);
});

test('every problem of a definition is said at once', async () => {
  const definition = { ...fixtureStore, commands: {}, edges: [] };
  await expect(startFixture({ definition })).rejects.toThrow(/createInvoice[\s\S]*settleInvoice/);
});

test.each([
  [
    'another policy than the one in force',
    createTestInstallation('0'.repeat(64)),
    /not the one that the installation lock puts in force/,
  ],
])('a store with %s does not start', async (_name, installation, message) => {
  await expect(startFixture({ installation })).rejects.toThrow(message);
});

test('a process that the installation does not know does not start', async () => {
  const known = createTestInstallation(fixture.lock.hash);
  const installation = { ...known, stores: createTestInstallation(fixture.lock.hash).stores };
  await expect(startFixture({ installation })).rejects.toThrow(/does not know the key of finance/);
});

const checkViolation = '23514';
const insufficientPrivilege = '42501';
const codeOf = (url: string, sql: string): Promise<string | undefined> =>
  withClient(url, async (client) => {
    const error: unknown = await client.query(sql).catch((cause: unknown) => cause);
    return (error as { code?: string }).code;
  });

test('what kind of data a store holds never changes, for nobody', async () => {
  const { url, ownerUrl, superuserUrl, drop } = await cloneDatabase(fixtureStore);
  await declareInstallation(ownerUrl, 'synthetic');
  for (const change of [
    `update installation set kind = 'real'`,
    'delete from installation',
    'truncate installation',
  ]) {
    expect(await codeOf(ownerUrl, change)).toBe(checkViolation);
    expect(await codeOf(superuserUrl, change)).toBe(checkViolation);
    expect(await codeOf(url, change)).toBe(insufficientPrivilege);
  }
  await expect(declareInstallation(ownerUrl, 'real')).rejects.toThrow('never changes');
  await declareInstallation(ownerUrl, 'synthetic');
  await drop();
});

test('the service role declares real data and nothing else', async () => {
  const { url, drop } = await cloneDatabase(fixtureStore);
  const insert = `insert into installation (kind) values ('synthetic')`;
  expect(await codeOf(url, insert)).toBe(insufficientPrivilege);
  await drop();
});

test('a database that holds rows is never declared synthetic', async () => {
  const { ownerUrl, drop } = await cloneDatabase(fixtureStore);
  await withClient(ownerUrl, (owner) => owner.query(`insert into area values ('a', 'North')`));
  await expect(declareInstallation(ownerUrl, 'synthetic')).rejects.toThrow('table area holds rows');
  await drop();
});

test('a store that was declared real before it began to be filled stays so', async () => {
  const store = await startFixture();
  expect(store.server.kind).toBe('real');
  await expect(declareInstallation(store.database.ownerUrl, 'synthetic')).rejects.toThrow(
    'never changes',
  );
  await store.close();
});
