import { z } from 'zod';
import { product } from '../../lib/product.ts';
import { readIssuerKeys } from '../issuer/issuerKeys.ts';
import { commandLineClient, personaGrant } from '../issuer/clients.ts';
import { personaById } from '../issuer/personas.ts';
import type { DataFolder } from '../start/dataFolder.ts';
import { CommandFailure } from './command.ts';
import { runningInstallation } from './supervisor.ts';

/** What `token --json` prints. */
export interface PersonaToken {
  readonly token: string;
  readonly persona: string;
  readonly roles: readonly string[];
  readonly expiresAt: string;
}

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });
const requestTimeoutMs = 10_000;

/** A token of the demonstration issuer, for whoever can read its key file. */
export async function personaToken(
  folder: DataFolder,
  persona: string,
  now: Date,
): Promise<PersonaToken> {
  const { issuer } = runningInstallation(folder);
  if (!issuer.demonstration) {
    throw new CommandFailure(
      `Personas belong to the demonstration issuer; this installation signs in at ${issuer.url}.`,
    );
  }
  const { commandLineSecret } = readIssuerKeys(folder.keyFile('issuer'));
  const credentials = Buffer.from(`${commandLineClient}:${commandLineSecret}`).toString('base64');
  const response = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: personaGrant, persona }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  }).catch((cause: unknown) => {
    throw new CommandFailure(
      `The issuer does not answer at ${issuer.url}; npx ${product} restart issuer starts it again.`,
      { cause },
    );
  });
  const answer = TokenAnswer.safeParse(await response.json());
  if (!answer.success) throw new CommandFailure(`The issuer refused a token for ${persona}.`);
  return {
    token: answer.data.access_token,
    persona,
    roles: personaById(persona)?.roles ?? [],
    expiresAt: new Date(now.getTime() + answer.data.expires_in * 1_000).toISOString(),
  };
}
