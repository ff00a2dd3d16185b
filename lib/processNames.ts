import { storeNames, type StoreName } from './storeName.ts';

/** Signs the audit log's checkpoints. */
export const logKey = 'log';

/** Stores that keep the log's last checkpoint and cosign the next. */
export const witnessStores = ['crm', 'finance', 'supply-chain'] as const satisfies StoreName[];
export type WitnessStore = (typeof witnessStores)[number];

export const isWitnessStore = (store: string): store is WitnessStore =>
  (witnessStores as readonly string[]).includes(store);

/** A witness signs with a key of its own, not with its store's. */
export const witnessKey = (store: WitnessStore): string => `witness-${store}`;

/** How many witnesses must have cosigned a checkpoint. */
export const witnessQuorum = 2;

/** Every name under which an installation's lock states public keys. */
export const keyHolders: readonly string[] = [
  'gateway',
  ...storeNames,
  logKey,
  ...witnessStores.map(witnessKey),
];
