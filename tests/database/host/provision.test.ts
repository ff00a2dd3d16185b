import { beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { databaseName, storeNames, type StoreName } from '../../../lib/storeName.ts';
import { provisionStore, withClient } from '../../../tools/postgres/provision.ts';
import { testPostgres, urlsOf } from '../../support/databases.ts';

const provision = async (store: StoreName): Promise<void> => {
  const { superuserUrl, password } = testPostgres();
  await provisionStore({
    superuserUrl,
    store,
    ownerPassword: password,
    servicePassword: password,
  });
};

beforeAll(async () => {
  for (const store of storeNames) await provision(store);
});

const connects = async (url: string): Promise<string> => {
  try {
    return await withClient(url, () => Promise.resolve('connected'));
  } catch (error) {
    return (error as { code?: string }).code ?? 'failed';
  }
};

const insufficientPrivilege = '42501';

const pairs = storeNames.flatMap((own) =>
  [...storeNames.filter((other) => other !== own).map(databaseName), 'postgres', 'template1'].map(
    (database) => [own, database] as const,
  ),
);

test.each(pairs)('the roles of %s cannot connect to %s', async (own, database) => {
  const { url, ownerUrl } = urlsOf(own, database);
  expect(await connects(url)).toBe(insufficientPrivilege);
  expect(await connects(ownerUrl)).toBe(insufficientPrivilege);
});

test.each(storeNames)('the roles of %s connect to its own database', async (own) => {
  const { url, ownerUrl } = urlsOf(own, databaseName(own));
  expect([await connects(url), await connects(ownerUrl)]).toEqual(['connected', 'connected']);
});

test('the service role changes rows of the owner’s tables and no table', async () => {
  const { url, ownerUrl } = urlsOf('finance', 'finance');
  await withClient(ownerUrl, (owner) => owner.query('create table ledger (id text primary key)'));
  await withClient(url, async (service) => {
    const refused = async (sql: string): Promise<string | undefined> => {
      const error = await service.query(sql).catch((cause: unknown) => cause);
      return error instanceof pg.DatabaseError ? error.code : undefined;
    };
    expect(await refused('create table smuggled (id text)')).toBe(insufficientPrivilege);
    expect(await refused('create temporary table smuggled (id text)')).toBe(insufficientPrivilege);
    expect(await refused('drop table ledger')).toBe(insufficientPrivilege);
    expect(await refused('truncate ledger')).toBe(insufficientPrivilege);
    expect(await refused('alter table ledger add column more text')).toBe(insufficientPrivilege);
    await service.query("insert into ledger (id) values ('1')");
    await service.query("update ledger set id = '2'");
    expect((await service.query('select id from ledger')).rows).toEqual([{ id: '2' }]);
    await service.query('delete from ledger');
  });
});

test('provisioning again keeps the database and its rows', async () => {
  const { ownerUrl } = urlsOf('governance', 'governance');
  await withClient(ownerUrl, async (owner) => {
    await owner.query('create table kept (id text primary key)');
    await owner.query("insert into kept (id) values ('1')");
  });
  await provision('governance');
  const kept = await withClient(ownerUrl, (owner) => owner.query<object>('select * from kept'));
  expect(kept.rows).toEqual([{ id: '1' }]);
});
