import type { StoreName } from '../../../../lib/storeName.ts';

/** What a store can be told to be: well, a closed port, half a minute late, or talking nonsense. */
export const faults = ['stopped', 'slow', 'garbage'] as const;
export type Fault = (typeof faults)[number];
export type Behaviour = 'ok' | Fault;

/** From the proof to the process of the stores. */
export interface ToStores {
  readonly store: StoreName;
  readonly behaviour: Behaviour;
}

/** And back: where the stores listen, and that one behaves as it was told. */
export type FromStores =
  | { readonly kind: 'listening'; readonly urls: Readonly<Record<StoreName, string>> }
  | ({ readonly kind: 'behaves' } & ToStores);
