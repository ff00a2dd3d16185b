import { connectPlainDatabase, type PlainDatabase } from './plainDatabase.ts';

/** The stores whose data the four screens show; governance has no part in them. */
export const screenStores = ['crm', 'finance', 'supply-chain', 'customer-pii'] as const;
export type ScreenStore = (typeof screenStores)[number];

export type StoreUrls = Readonly<Record<ScreenStore, string>>;
export type Databases = Readonly<Record<ScreenStore, PlainDatabase>>;

/** Connects to the four databases, with the role that the store itself reads with. */
export const connectDatabases = (urls: StoreUrls): Databases => ({
  crm: connectPlainDatabase(urls.crm),
  finance: connectPlainDatabase(urls.finance),
  'supply-chain': connectPlainDatabase(urls['supply-chain']),
  'customer-pii': connectPlainDatabase(urls['customer-pii']),
});

export const closeDatabases = async (databases: Databases): Promise<void> => {
  await Promise.all(Object.values(databases).map((database) => database.close()));
};
