import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../lib/clock.ts';
import {
  documentNames,
  localDocument,
  operationOf,
  type LocalDocument,
} from '../../cli/documents.ts';
import { askGateway } from '../../cli/gatewayClient.ts';
import { personaToken } from '../../cli/personaToken.ts';
import type { DataFolder } from '../../start/dataFolder.ts';

/** A person whose values are met nowhere else. */
export const canary = {
  given: 'Kanarina',
  family: 'Gelbfeder',
  email: 'Kanarina.Gelbfeder@Example.org',
  phone: '+33639984722',
  birthDate: '1971-03-17',
};
const line = '4711 Kanarienvogelgasse';

/** A piece of a value tells it, too. */
export const pieces = /kanari|gelbfeder|639984722|639 ?98 ?47 ?22|1971-03-17/i;

export interface Tour {
  readonly requests: number;
  /** Documents whose refusal repeated a value. */
  readonly echoes: readonly string[];
}

export interface TourInput {
  readonly folder: DataFolder;
  readonly url: string;
  readonly clock: Clock;
}

const askers = ['account-manager', 'care-agent', 'dpo'] as const;

/**
 * Registers the canary and sends its values through every screen and command as whatever each takes,
 * by POST, by GET and in bodies that are no requests: what goes right, and what is refused.
 */
export async function tour({ folder, url, clock }: TourInput): Promise<Tour> {
  const tokens = await Promise.all(
    askers.map(async (id) => (await personaToken(folder, id, clock.now())).token),
  );
  const personId = await registerCanary({ folder, url, clock });
  const documents = (['screen', 'command'] as const).flatMap((kind) =>
    documentNames(kind).map((name) => localDocument(kind, name)),
  );
  const echoes: string[] = [];
  let requests = 2;
  for (const document of documents) {
    for (const token of tokens) {
      for (const send of [posted, gotten, malformed]) {
        requests += 1;
        const refusal = await send(url, token, document, personId);
        if (pieces.test(refusal)) echoes.push(document.name);
      }
    }
  }
  return { requests, echoes: [...new Set(echoes)] };
}

/** Answers the id of the person. */
export async function registerCanary({ folder, url, clock }: TourInput): Promise<string> {
  const { token } = await personaToken(folder, 'account-manager', clock.now());
  const ask = (name: string, variables: object): ReturnType<typeof askGateway> =>
    askGateway({
      ...{ url, token, sources: false },
      documentId: localDocument('command', name).id,
      variables: { ...variables, idempotencyKey: randomUUID() },
    });
  const made = await ask('registerPerson', { input: canary });
  const payload = made.data?.registerPerson as { person?: { id?: string } } | undefined;
  const personId = payload?.person?.id;
  if (personId === undefined) throw new Error('the canary was not registered');
  const place = { locality: 'Musterstadt', postalCode: '00001', countryCode: 'DE' };
  await ask('addAddress', { personId, input: { use: ['HOME'], lines: [line], ...place } });
  return personId;
}

/** A value of the canary for each variable, whatever type it should have. */
function variablesOf(document: LocalDocument, personId: string): Record<string, unknown> {
  const values = [canary.email, canary.phone, `${canary.given} ${canary.family}`, personId, line];
  const variables = operationOf(document).variableDefinitions ?? [];
  return Object.fromEntries(
    variables.map(({ variable }, index) => [variable.name.value, values[index % values.length]]),
  );
}

const headersOf = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
});

type Send = (
  url: string,
  token: string,
  document: LocalDocument,
  personId: string,
) => Promise<string>;

const posted: Send = async (url, token, document, personId) => {
  const body = { documentId: document.id, variables: variablesOf(document, personId) };
  return refusalIn(
    await fetch(`${url}/graphql`, {
      ...{ method: 'POST', headers: headersOf(token) },
      body: JSON.stringify(body),
    }),
  );
};

const gotten: Send = async (url, token, document, personId) => {
  const query = new URLSearchParams({
    documentId: document.id,
    variables: JSON.stringify(variablesOf(document, personId)),
  });
  const { authorization = '', accept = '' } = headersOf(token);
  const headers = { authorization, accept, 'apollo-require-preflight': '1' };
  return refusalIn(await fetch(`${url}/graphql?${query.toString()}`, { headers }));
};

const malformed: Send = async (url, token, document) =>
  refusalIn(
    await fetch(`${url}/graphql`, {
      ...{ method: 'POST', headers: headersOf(token) },
      body: `{"documentId": "${document.id}", "variables": {"x": "${canary.email}"`,
    }),
  );

/** What an answer says beside data: errors, and those of a command's payload. */
async function refusalIn(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { data, ...beside } = JSON.parse(text) as { data?: Record<string, unknown> | null };
    const payloads = Object.values(data ?? {}) as ({ errors?: unknown } | null)[];
    return JSON.stringify([beside, payloads.map((payload) => payload?.errors ?? null)]);
  } catch {
    return text;
  }
}

/** Files of the data folder, below these parts of it, that hold a piece of the canary. */
export function tracesIn(folder: DataFolder): readonly string[] {
  const files = [
    ...filesBelow(folder.logs),
    ...filesBelow(folder.auditLog),
    ...[folder.runFile, folder.examples],
  ];
  return files.filter((file) => pieces.test(textOf(file)));
}

/** A partial tile of the log goes when a longer one is there, which has all that it had. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

export const filesBelow = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
