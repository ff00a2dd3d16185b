/** The stores, each a subgraph with a database of its own. */
export const storeNames = ['crm', 'finance', 'supply-chain', 'customer-pii', 'governance'] as const;
export type StoreName = (typeof storeNames)[number];

export const isStoreName = (name: string): name is StoreName =>
  (storeNames as readonly string[]).includes(name);

/**
 * The database beside customer-pii's own that keeps what outlives its rows or unlocks them: names of
 * subjects in the audit log, wrapped keys. No other store's role reaches it.
 */
export const keyDatabase = 'customer-pii-keys';
/** Whoever has a database with roles of its own. */
export type DatabaseHolder = StoreName | typeof keyDatabase;

export const hasKeyDatabase = (store: StoreName): boolean => store === 'customer-pii';

/** `supply-chain` → `SUPPLY_CHAIN`: the prefix of that store's environment variables. */
export const environmentPrefix = (store: DatabaseHolder): string =>
  store.toUpperCase().replaceAll('-', '_');

/** `supply-chain` → `supply_chain`: the name of that store's database. */
export const databaseName = (store: DatabaseHolder): string => store.replaceAll('-', '_');
