/** The stores, each a subgraph with a database of its own. */
export const storeNames = ['crm', 'finance', 'supply-chain', 'customer-pii', 'governance'] as const;
export type StoreName = (typeof storeNames)[number];

export const isStoreName = (name: string): name is StoreName =>
  (storeNames as readonly string[]).includes(name);

/** `supply-chain` → `SUPPLY_CHAIN`: the prefix of that store's environment variables. */
export const environmentPrefix = (store: StoreName): string =>
  store.toUpperCase().replaceAll('-', '_');

/** `supply-chain` → `supply_chain`: the name of that store's database. */
export const databaseName = (store: StoreName): string => store.replaceAll('-', '_');
