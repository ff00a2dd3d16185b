import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256Hex } from '../../../lib/hash.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import {
  beginPayload,
  createPurposeVerifier,
  finishPurposeToken,
  purposeChannel,
  type CommonClaims,
} from '../../../lib/purposeToken.ts';

const gateway = generateProcessKeys();
const store = generateProcessKeys();
const now = 1_764_000_000;
const body = Buffer.from('{"query":"{ customer { id } }"}');

const verifier = () =>
  createPurposeVerifier({
    channels: [purposeChannel(store, gateway.public)],
    ...{ issuer: 'gateway', audience: 'crm' },
    clock: { now: () => new Date(now * 1_000) },
  });

const common: CommonClaims = {
  ...{ iss: 'gateway', screen: 'a-screen', doc: sha256Hex('a document'), purpose: 'billing' },
  ...{ actor: 'actor-1', roles: ['accountant'], region: 'EU', epoch: 1, subjectsMax: 10 },
};

const own = (jti: string) => ({
  ...{ aud: 'crm', jti, iat: now, exp: now + 5, intent: 'an-intent-of-its-own' },
  bodyHash: sha256Hex(body),
});

const channel = purposeChannel(gateway, store.public);
const jti = '0d4b6c1e-6b1c-4e3f-8a57-3f0d6a1f2b3c';

describe('a token made of a beginning that was kept', () => {
  test('says what was claimed, letter by letter, for callers and roles of any kind', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 4 }),
        fc.option(fc.string({ maxLength: 8 }), { nil: undefined }),
        (actor, roles, team) => {
          const claims = { ...common, actor, roles, ...(team === undefined ? {} : { team }) };
          const token = finishPurposeToken(channel, beginPayload(claims), own(jti));
          expect(verifier().verify(token, body)).toEqual({ ...claims, ...own(jti) });
        },
      ),
    );
  });

  test('is refused under the beginning of another caller', () => {
    const token = finishPurposeToken(channel, beginPayload(common), own(jti));
    const other = beginPayload({ ...common, actor: 'actor-2' });
    const forged = token.replace(beginPayload(common), other);
    expect(forged).not.toBe(token);
    expect(() => verifier().verify(forged, body)).toThrow(
      expect.objectContaining({ code: 'TOKEN_INVALID' }),
    );
  });

  test('is good once, and its neighbour of the same beginning once more', () => {
    const { verify } = verifier();
    const beginning = beginPayload(common);
    const token = finishPurposeToken(channel, beginning, own(jti));
    verify(token, body);
    expect(() => verify(token, body)).toThrow(expect.objectContaining({ code: 'TOKEN_REPLAYED' }));
    const next = own('1d4b6c1e-6b1c-4e3f-8a57-3f0d6a1f2b3c');
    expect(verify(finishPurposeToken(channel, beginning, next), body).jti).toBe(next.jti);
  });
});
