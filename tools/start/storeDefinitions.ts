import { pathToFileURL } from 'node:url';
import { projectFile } from '../../lib/projectRoot.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { StoreDefinition } from '../../subgraphs/host/definition.ts';

/** A store's definition, loaded when it is needed: `start --stores crm` loads no other store's code. */
export async function storeDefinition(store: StoreName): Promise<StoreDefinition> {
  const path = projectFile('dist', 'subgraphs', store, 'store.js');
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  const found = Object.values(module).find((value) => isDefinitionOf(value, store));
  if (found === undefined) throw new TypeError(`${path} exports no definition of ${store}`);
  return found as StoreDefinition;
}

const isDefinitionOf = (value: unknown, store: StoreName): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (value as Partial<StoreDefinition>).name === store &&
  Array.isArray((value as Partial<StoreDefinition>).migrations);
