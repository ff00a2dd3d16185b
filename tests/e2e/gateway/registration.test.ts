import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256Hex } from '../../../lib/hash.ts';
import { customer360 } from './support/documents.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

describe('registration while developing', () => {
  const register = (
    body: unknown,
    token = 'control-token-of-at-least-32-letters',
  ): Promise<Answer> =>
    world.fetch('/dev/documents', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const fresh = customer360.replace('Customer360', 'CustomerFresh').replace('tradeName', 'segment');

  test('nobody registers without the control token', async () => {
    const token = await world.issuer.token();
    for (const wrong of ['', 'x', token]) {
      const answer = await register({ text: fresh }, wrong);
      expect([answer.status, answer.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect((await world.screen(fresh, { id: 'c1' })).code).toBe('DOCUMENT_UNKNOWN');
  });

  test('a screen that over-reaches is refused: which field, and which purpose would allow it', async () => {
    const over = fresh.replace('showWithheld: ["Person.birthDate"]', 'showWithheld: []');
    const answer = await register({ text: over });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      name: 'customer-fresh',
      violations: [{ coordinate: 'Person.birthDate', allowedFor: ['rights'] }],
    });
    expect((await world.screen(over, { id: 'c1' })).code).toBe('DOCUMENT_UNKNOWN');
  });

  test('a screen that may show more people than it declares is refused', async () => {
    const answer = await register({ text: fresh.replace('subjectsMax: 6', 'subjectsMax: 1') });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('it may show');
  });

  test('a text that is no screen says where it is wrong', async () => {
    const answer = await register({ text: 'query A { products { id }' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('line 1');
  });

  test('a field that the graph lacks is named, with its place', async () => {
    const answer = await register({ text: fresh.replace('segment', 'segment brandNew') });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      violations: [{ coordinate: expect.stringMatching(/^line \d+:\d+ brandNew$/) }],
    });
  });

  test.each([
    ['BAD_JSON', '{'],
    ['BAD_REQUEST', '{}'],
  ])('a bad body is %s', async (code, body) => {
    expect((await register(body)).code).toBe(code);
  });

  test('a good screen is answered from then on', async () => {
    const answer = await register({ text: fresh });
    expect(JSON.parse(answer.text)).toEqual({
      name: 'customer-fresh',
      documentId: `sha256:${sha256Hex(fresh)}`,
      violations: [],
    });
    const asked = await world.screen(fresh, { id: 'c1' });
    expect(asked.data).toMatchObject({ customer: { segment: 'ENTERPRISE' } });
  });
});
