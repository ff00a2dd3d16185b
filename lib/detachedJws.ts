import { signBytes, verifyBytes, type ProcessKeys, type PublicKeys } from './keys.ts';

/**
 * A detached JWS (RFC 7515, appendix F; EdDSA of RFC 8037): the signature travels beside what it signs,
 * so that the signed text stays readable as it is.
 */
const encode = (text: string): string => Buffer.from(text).toString('base64url');

const headerOf = (kid: string): string => encode(`{"alg":"EdDSA","kid":"${kid}"}`);

const shape = /^([A-Za-z0-9_-]{1,512})\.\.([A-Za-z0-9_-]{86})$/;

export function signDetached(keys: ProcessKeys, payload: string): string {
  const head = headerOf(keys.public.kid);
  return `${head}..${signBytes(keys, Buffer.from(`${head}.${encode(payload)}`))}`;
}

/** The one of these keys that signed the payload; undefined where none of them did. */
export function signerOf<Key extends PublicKeys>(
  keys: readonly Key[],
  payload: string,
  jws: string,
): Key | undefined {
  const [, head, signature] = shape.exec(jws) ?? [];
  if (head === undefined || signature === undefined) return undefined;
  // The header is a literal with the key in it, compared as text: nothing in it is a choice of the sender.
  const key = keys.find(({ kid }) => headerOf(kid) === head);
  if (key === undefined) return undefined;
  return verifyBytes(key, Buffer.from(`${head}.${encode(payload)}`), signature) ? key : undefined;
}
