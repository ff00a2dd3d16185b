/** A key to be wrapped, or as it was wrapped, with what it is bound to. */
export interface BoundKey {
  readonly bytes: Uint8Array;
  readonly context: string;
}

export interface WrappedKey extends BoundKey {
  readonly generation: number;
}

/**
 * The keys that wrap all others, one a generation. Behind this stands a folder of files, or what a
 * company has for it; nothing else knows which.
 */
export interface KeyEncryption {
  /** Makes the key of a generation; a generation that has one keeps it. */
  readonly create: (generation: number) => Promise<void>;
  readonly wrap: (generation: number, keys: readonly BoundKey[]) => Promise<readonly Buffer[]>;
  /** Undefined for each that does not open. Throws `KEYS_UNAVAILABLE` where a generation's key can't be had. */
  readonly unwrap: (keys: readonly WrappedKey[]) => Promise<readonly (Buffer | undefined)[]>;
  /** After this nothing that the generation wrapped opens again. */
  readonly destroy: (generation: number) => Promise<void>;
}
