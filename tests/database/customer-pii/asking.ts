import { expect } from '@jest/globals';
import type { Persona, PiiStore } from './fixtures.ts';

export const person = (selection: string): string =>
  `query($id: ID!) { person(id: $id) { ${selection} } }`;
export const customer = (selection: string): string =>
  `query($id: ID!) { _entities(representations: [{__typename: "Customer", id: $id}]) { ... on Customer { ${selection} } } }`;
export const address = (selection: string): string =>
  `query($id: ID!) { _entities(representations: [{__typename: "PostalAddress", id: $id}]) { ... on PostalAddress { ${selection} } } }`;

/** Reads a person by the root field; nothing may be refused. */
export async function readPerson(
  store: PiiStore,
  persona: Persona,
  selection: string,
  id = 'ada',
): Promise<unknown> {
  const { body } = await store.as(persona, person(selection), { id });
  expect(body).not.toHaveProperty('errors');
  return (body as { data: { person: unknown } }).data.person;
}

/** Reads what this store adds to a customer; nothing may be refused. */
export async function readCustomer(
  store: PiiStore,
  persona: Persona,
  selection: string,
  id: string,
): Promise<unknown> {
  const { body } = await store.as(persona, customer(selection), { id });
  expect(body).not.toHaveProperty('errors');
  return (body as { data: { _entities: unknown[] } }).data._entities[0];
}
