import { expect } from '@jest/globals';
import { accountManager, type PiiStore } from './fixtures.ts';

export interface Payload {
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
  readonly person?: Record<string, unknown> | null;
  readonly address?: Record<string, unknown> | null;
  readonly consent?: Record<string, unknown> | null;
}

export const registerPerson = `mutation($input: PersonInput!, $idempotencyKey: ID!) {
  registerPerson(input: $input, idempotencyKey: $idempotencyKey) { person { id version name { full } } errors { code path } } }`;
export const rectifyPerson = `mutation($id: ID!, $expectedVersion: Int!, $input: PersonInput!) {
  rectifyPerson(id: $id, expectedVersion: $expectedVersion, input: $input) {
    person { id version name { title given family full } emails { id value preferred verified } phones { value } } errors { code path } } }`;
export const addAddress = `mutation($customerId: ID, $personId: ID, $input: AddressInput!, $idempotencyKey: ID!) {
  addAddress(customerId: $customerId, personId: $personId, input: $input, idempotencyKey: $idempotencyKey) {
    address { id use coarse { countryCode region postalPrefix } validFrom } errors { code path } } }`;
export const recordConsent = `mutation($personId: ID!, $purpose: String!, $channel: ContactChannel, $status: ConsentStatus!, $textVersion: String!, $method: String!, $idempotencyKey: ID!) {
  recordConsent(personId: $personId, purpose: $purpose, channel: $channel, status: $status, textVersion: $textVersion, method: $method, idempotencyKey: $idempotencyKey) {
    consent { id purpose channel status textVersion textHash language recordedAt } errors { code path } } }`;

export const person = { given: 'Grace', family: 'Example' };
export const address = {
  use: ['SHIPPING'],
  lines: ['9 quai Essai'],
  locality: 'Lille',
  region: 'Nord',
  postalCode: '59000',
  countryCode: 'FR',
};
export const consent = {
  personId: 'bob',
  purpose: 'marketing',
  channel: 'EMAIL',
  status: 'GIVEN',
  textVersion: 'marketing-email/v3',
  method: 'web form',
};

export interface Commanding {
  readonly run: (mutation: string, variables: Record<string, unknown>) => Promise<Payload>;
  readonly counts: () => Promise<unknown>;
  readonly expectRefusal: (
    mutation: string,
    variables: Record<string, unknown>,
    code: string,
    path: readonly string[],
  ) => Promise<void>;
}

/** Sends commands as an account manager; typed values marked `Echo` must not come back. */
export function commanding(store: PiiStore): Commanding {
  async function run(mutation: string, variables: Record<string, unknown>): Promise<Payload> {
    const reply = await store.as(accountManager, mutation, variables);
    expect(reply.body).not.toHaveProperty('errors');
    expect(JSON.stringify(reply.body.data)).not.toContain('Echo');
    return Object.values((reply.body as { data: Record<string, Payload> }).data)[0] as Payload;
  }

  const counts = async (): Promise<unknown> => {
    const [row] = await store.sql(
      `select (select count(*)::int from person) as persons, (select count(*)::int from contact_point) as points,
         (select count(*)::int from postal_address) as addresses, (select count(*)::int from consent_event) as consents,
         (select count(*)::int from command_log) as commands, (select sum(version)::int from person) as versions`,
    );
    return row;
  };

  /** A command that is refused at a path, with nothing written. */
  async function expectRefusal(
    mutation: string,
    variables: Record<string, unknown>,
    code: string,
    path: readonly string[],
  ): Promise<void> {
    const before = await counts();
    const { errors, ...results } = await run(mutation, variables);
    expect(errors).toEqual([{ code, path }]);
    expect(Object.values(results)).toEqual([null]);
    expect(await counts()).toEqual(before);
  }

  return { run, counts, expectRefusal };
}
