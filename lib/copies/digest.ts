import { createHmac } from 'node:crypto';

/** 96 bits: ten million digests held against ten million find one by chance in 10¹⁵ scans. */
export const digestBytes = 12;

export type Digest = (text: string) => Uint8Array;

/** HMAC-SHA-256 (RFC 2104), truncated, under the key of one scan: worthless once that is forgotten. */
export const createDigest =
  (key: Uint8Array): Digest =>
  (text) =>
    createHmac('sha256', key).update(text).digest().subarray(0, digestBytes);
