import { beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { databaseName, storeNames, type StoreName } from '../../../lib/storeName.ts';
import { openAuditInbox, provisionStore, withClient } from '../../../tools/postgres/provision.ts';
import { auditUrlOf, testPostgres, urlsOf } from '../../support/databases.ts';

const provision = async (store: StoreName): Promise<void> => {
  const { superuserUrl, password } = testPostgres();
  await provisionStore({
    superuserUrl,
    store,
    ownerPassword: password,
    servicePassword: password,
    scannerPassword: password,
    ...(store === 'governance' ? { auditWriterPassword: password } : {}),
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
  const { url, ownerUrl, scannerUrl } = urlsOf(own, database);
  expect(await connects(url)).toBe(insufficientPrivilege);
  expect(await connects(scannerUrl)).toBe(insufficientPrivilege);
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

test('the scanner reads every row, whatever policy a table has, and changes none', async () => {
  const { ownerUrl, scannerUrl } = urlsOf('crm', 'crm');
  await withClient(ownerUrl, async (owner) => {
    await owner.query('create table guarded (id text primary key)');
    await owner.query("insert into guarded (id) values ('1')");
    await owner.query('alter table guarded enable row level security, force row level security');
  });
  await withClient(scannerUrl, async (scanner) => {
    expect((await scanner.query('select id from guarded')).rows).toEqual([{ id: '1' }]);
    await scanner.query('set default_transaction_read_only = off');
    for (const sql of [
      "insert into guarded (id) values ('2')",
      "update guarded set id = '2'",
      'delete from guarded',
      'truncate guarded',
      'drop table guarded',
      'create table smuggled (id text)',
      'create temporary table smuggled (id text)',
    ]) {
      const error: unknown = await scanner.query(sql).catch((cause: unknown) => cause);
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      expect([sql, code]).toEqual([sql, insufficientPrivilege]);
    }
  });
});

describe('the audit writer', () => {
  const auditUrl = (database: string): string => auditUrlOf({ database });

  test.each([...storeNames.filter((name) => name !== 'governance').map(databaseName), 'postgres'])(
    'cannot connect to %s',
    async (database) => {
      expect(await connects(auditUrl(database))).toBe(insufficientPrivilege);
    },
  );

  test('inserts into the inbox and can do nothing else', async () => {
    const { ownerUrl } = urlsOf('governance', 'governance');
    await withClient(ownerUrl, async (owner) => {
      await owner.query('create table other (id text)');
      await owner.query('create table if not exists audit_inbox (entry_id text primary key)');
    });
    await openAuditInbox(ownerUrl);
    await withClient(auditUrl('governance'), async (writer) => {
      const refused = async (sql: string): Promise<string | undefined> => {
        const error = await writer.query(sql).catch((cause: unknown) => cause);
        return error instanceof pg.DatabaseError ? error.code : undefined;
      };
      const insert = "insert into audit_inbox (entry_id) values ('1') on conflict do nothing";
      expect((await writer.query(insert)).rowCount).toBe(1);
      expect((await writer.query(insert)).rowCount).toBe(0);
      for (const sql of [
        'select * from audit_inbox',
        `${insert} returning entry_id`,
        "update audit_inbox set entry_id = '2'",
        'delete from audit_inbox',
        'truncate audit_inbox',
        'select * from other',
        "insert into other (id) values ('1')",
        'create table smuggled (id text)',
        'create temporary table smuggled (id text)',
      ]) {
        expect([sql, await refused(sql)]).toEqual([sql, insufficientPrivilege]);
      }
    });
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
