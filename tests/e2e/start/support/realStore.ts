import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { StoreName } from '../../../../lib/storeName.ts';
import { migrateStore } from '../../../../subgraphs/host/migrate.ts';
import { readIssuerKeys } from '../../../../tools/issuer/issuerKeys.ts';
import { dataFolder } from '../../../../tools/start/dataFolder.ts';
import {
  dropEmbedded,
  provisionEmbedded,
  urlsOnPort,
} from '../../../../tools/start/embeddedDatabases.ts';
import { ensureSecrets } from '../../../../tools/start/secrets.ts';
import { storeDefinition } from '../../../../tools/start/storeDefinitions.ts';
import { referent, type TestFolder } from './commandLine.ts';

/** Gives stores of a running installation new, empty databases: what nobody seeds is real. */
export async function createAsReal(
  folder: TestFolder,
  stores: readonly StoreName[],
): Promise<void> {
  const files = dataFolder(folder.path);
  const secrets = ensureSecrets(files);
  const ports = new Map(stores.map((store) => [store, folder.run().databases[store]?.port ?? 0]));
  await Promise.all(stores.map((store) => act('stop', store, folder)));
  for (const [store, port] of ports) {
    await dropEmbedded(files, port, [store]);
    await provisionEmbedded(files, port, [store], secrets);
    await migrateStore(await storeDefinition(store), urlsOnPort(store, port, secrets).ownerUrl);
  }
  await Promise.all(stores.map((store) => act('restart', store, folder)));
  for (const store of stores) {
    const ready = await fetch(`${folder.run().processes[store]?.url ?? ''}/health/ready`);
    const { installation } = (await ready.json()) as { installation: string };
    if (installation !== 'real') throw new Error(`${store} is ${installation}`);
  }
}

async function act(verb: string, store: StoreName, { path }: TestFolder): Promise<void> {
  const { code, errors } = await referent([verb, store, '--data', path]);
  if (code !== 0) throw new Error(errors);
}

/** A bearer token as an issuer of real people would write it, by the key that the stores trust. */
export async function realCaller(folder: TestFolder, role: string): Promise<string> {
  const [key] = readIssuerKeys(dataFolder(folder.path).keyFile('issuer')).signing;
  if (key === undefined) throw new TypeError('the issuer has no key');
  const token = await new SignJWT({ roles: [role], region: 'EU' })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt' })
    .setIssuer(folder.run().issuer.url)
    .setAudience('referent')
    .setSubject(role)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importJWK(key, key.alg));
  return `Bearer ${token}`;
}
