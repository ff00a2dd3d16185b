import { describe, expect, test } from '@jest/globals';
import {
  createReferentClient,
  ReferentError,
  type RegisteredDocument,
} from '../../../client/referentClient.ts';

interface Data {
  readonly customer: { readonly tradeName: string | null } | null;
}
const customer360: RegisteredDocument<Data, { readonly id: string }> = {
  name: 'customer-360',
  documentId: 'sha256:abc',
  kind: 'screen',
  purpose: 'account-management',
  roles: ['account-manager'],
};

function clientThatGets(status: number, body: string) {
  const requests: { url: string; init: RequestInit }[] = [];
  const fetchOnce = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    requests.push({ url: url instanceof Request ? url.url : url.toString(), init: init ?? {} });
    return Promise.resolve(new Response(body, { status }));
  };
  const client = createReferentClient({
    url: 'http://127.0.0.1:4000/',
    token: () => 'a.b.c',
    fetch: fetchOnce,
  });
  return { client, requests };
}

const withheld = JSON.stringify({
  data: { customer: { tradeName: 'Nordwind' } },
  extensions: {
    entryId: '01J',
    withheld: [{ path: 'customer.contacts.edges.*.node.person.birthDate', code: 'NOT_PERMITTED' }],
    sources: [
      {
        path: 'customer.tradeName',
        coordinate: 'Customer.tradeName',
        store: 'crm',
        source: 'column',
        guarantee: 'owned',
        fetched: true,
        form: 'clear',
        readAt: '2026-01-01T00:00:00.000Z',
      },
    ],
  },
});

describe('the client', () => {
  test.each<[guarantee: string, status: number, body: string, code: string]>([
    [
      'a refusal carries its permanent code',
      403,
      '{"errors":[{"message":"no","extensions":{"code":"ROLE_NOT_ALLOWED"}}]}',
      'ROLE_NOT_ALLOWED',
    ],
    ['an answer that is not JSON is refused', 502, '<html>', 'ANSWER_INVALID'],
    ['an answer without data and errors is refused', 200, '{}', 'ANSWER_INVALID'],
  ])('%s', async (_guarantee, status, body, code) => {
    const { client } = clientThatGets(status, body);
    await expect(client.run(customer360, { id: '1' })).rejects.toMatchObject({ code, status });
    await expect(client.run(customer360, { id: '1' })).rejects.toBeInstanceOf(ReferentError);
  });

  test('a document is sent by its id, with the caller’s token and no text', async () => {
    const { client, requests } = clientThatGets(200, withheld);
    await client.run(customer360, { id: '1' }, { sources: true });
    expect(requests[0]?.url).toBe('http://127.0.0.1:4000/graphql');
    expect(JSON.parse(requests[0]?.init.body as string)).toEqual({
      documentId: 'sha256:abc',
      variables: { id: '1' },
    });
    expect(requests[0]?.init.headers).toMatchObject({
      authorization: 'Bearer a.b.c',
      'referent-sources': '1',
    });
  });

  test('a withheld value is found at each list position and below a withheld parent', async () => {
    const { client } = clientThatGets(200, withheld);
    const answer = await client.run(customer360, { id: '1' });
    const path = ['customer', 'contacts', 'edges', 3, 'node', 'person', 'birthDate'];
    expect(answer.withheldAt(path)?.code).toBe('NOT_PERMITTED');
    expect(answer.withheldAt([...path, 'year'])?.code).toBe('NOT_PERMITTED');
    expect(answer.withheldAt('customer.tradeName')).toBeUndefined();
  });

  test('a value names its store, and an unknown path names none', async () => {
    const { client } = clientThatGets(200, withheld);
    const answer = await client.run(customer360, { id: '1' });
    expect(answer.sourceOf('customer.tradeName')).toMatchObject({ store: 'crm', fetched: true });
    expect(answer.sourceOf('customer.segment')).toBeUndefined();
    expect(answer.entryId).toBe('01J');
  });
});
