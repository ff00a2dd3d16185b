import type { ErrorCode } from '../../../../lib/errors/catalogue.ts';
import type { PurposeClaims } from '../../../../lib/purposeToken.ts';
import type { StoreName } from '../../../../lib/storeName.ts';
import type { Headers, KeyRing } from './storeDoor.ts';

/** A sub-request as the gateway makes it, and another one that its token does not cover. */
export interface Honest {
  readonly store: StoreName;
  readonly body: string;
  readonly other: string;
  readonly claims: (changes?: Partial<PurposeClaims>) => PurposeClaims;
  /** Signed by the gateway. */
  readonly token: (changes?: Partial<PurposeClaims>) => string;
  /** What goes beside the token: the caller's own, for the store that asks for it. */
  readonly beside: Headers;
  /** The caller's own token. */
  readonly bearer: string;
  readonly ring: KeyRing;
}

const seconds = (offset: number): number => Math.floor(Date.now() / 1_000) + offset;
export const another = (store: StoreName): StoreName => (store === 'crm' ? 'finance' : 'crm');
const encode = (text: string): string => Buffer.from(text).toString('base64url');
const decode = (text: string): string => Buffer.from(text, 'base64url').toString('utf8');

/** The three parts of a token, changed and put together again. */
function changed(token: string, change: (parts: readonly string[]) => readonly string[]): string {
  return `Referent ${change(token.replace('Referent ', '').split('.')).join('.')}`;
}

type Fault = (honest: Honest) => { readonly authorization?: string; readonly body?: string };

/** What is wrong with a sub-request, the code that refuses it, and how it is made. */
export const faults: readonly (readonly [string, ErrorCode, Fault])[] = [
  ['without a token', 'TOKEN_MISSING', () => ({})],
  [
    'with a person’s token in its place',
    'TOKEN_MISSING',
    ({ bearer }) => ({ authorization: bearer }),
  ],
  [
    'with an expired token',
    'TOKEN_EXPIRED',
    ({ token }) => ({ authorization: token({ iat: seconds(-60), exp: seconds(-55) }) }),
  ],
  [
    'with a token of a time to come',
    'TOKEN_EXPIRED',
    ({ token }) => ({ authorization: token({ iat: seconds(60), exp: seconds(65) }) }),
  ],
  [
    'with a token that would live for an hour',
    'TOKEN_INVALID',
    ({ token }) => ({ authorization: token({ exp: seconds(3_600) }) }),
  ],
  [
    'with a token for another store',
    'TOKEN_INVALID',
    ({ store, token }) => ({ authorization: token({ aud: another(store) }) }),
  ],
  [
    'with a token under the key of another store',
    'TOKEN_INVALID',
    ({ store, claims, ring }) => ({
      authorization: ring.purposeToken('gateway', another(store), claims()),
    }),
  ],
  [
    'with a token that another store signed',
    'TOKEN_INVALID',
    ({ store, claims, ring }) => ({
      authorization: ring.purposeToken(another(store), store, claims()),
    }),
  ],
  [
    'with a token whose purpose was changed',
    'TOKEN_INVALID',
    ({ token }) => ({
      authorization: changed(token(), ([head = '', payload = '', mac = '']) => [
        head,
        encode(JSON.stringify({ ...JSON.parse(decode(payload)), purpose: 'rights' })),
        mac,
      ]),
    }),
  ],
  [
    'with a token of the algorithm none',
    'TOKEN_INVALID',
    ({ token }) => ({
      authorization: changed(token(), ([head = '', payload = '']) => [
        encode(decode(head).replace('HS256', 'none')),
        payload,
        '',
      ]),
    }),
  ],
  [
    'with a token of another policy version',
    'EPOCH_STALE',
    ({ token, ring }) => ({ authorization: token({ epoch: ring.lock.epoch + 1 }) }),
  ],
  [
    'with a changed variable',
    'BODY_MISMATCH',
    ({ token, other }) => ({ authorization: token(), body: other }),
  ],
  [
    'with a changed question',
    'BODY_MISMATCH',
    ({ token, body }) => ({ authorization: token(), body: body.replace('{ ', '{ __typename ') }),
  ],
];
