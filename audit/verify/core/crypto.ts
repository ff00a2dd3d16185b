/** What the verifier needs of its surroundings; the core itself imports nothing. */
export interface Crypto {
  /** SHA-256 (FIPS 180-4): 32 bytes. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** Ed25519 (RFC 8032), raw public key of 32 bytes; false for whatever is no such signature. */
  readonly verifyEd25519: (
    key: Uint8Array,
    data: Uint8Array,
    signature: Uint8Array,
  ) => boolean | Promise<boolean>;
}

/** The files of a log, by their path inside its folder. */
export interface LogFiles {
  readonly list: () => Promise<readonly LogFile[]>;
  /** Bytes of a file of the list; undefined where it can't be read. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

export interface LogFile {
  readonly path: string;
  readonly bytes: number;
}
