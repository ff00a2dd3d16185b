import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { signAct, type ControlAct, type SignedAct } from '../../../lib/controlActs.ts';
import { signDetached } from '../../../lib/detachedJws.ts';
import { isErrorCode } from '../../../lib/errors/catalogue.ts';
import { hashOfInstallationLock, readInstallationLock } from '../../../lib/installationLock.ts';
import { readProcessKeys } from '../../../lib/keys.ts';
import { officerRoles, officerHolder } from '../../../lib/officers.ts';
import { dataFolder, type DataFolder } from '../../start/dataFolder.ts';
import { CommandFailure, UsageError, type CommandContext, type OptionSpec } from '../command.ts';
import { runningInstallation } from '../supervisor.ts';

export const officerOptions: Readonly<Record<'as' | 'key', OptionSpec>> = {
  as: {
    type: 'string',
    value: 'PERSON',
    says: 'Who signs: an officer whose key lies in the data folder.',
  },
  key: { type: 'string', value: 'FILE', says: 'The key file of who signs, wherever it lies.' },
};

export const officerInput = {
  as: z.string().min(1).default('dpo'),
  key: z.string().min(1).optional(),
};

/** What every act has of itself: made here, so that a command states only what it asks for. */
type Own = 'id' | 'installation' | 'at';
type Asked<Act> = Act extends ControlAct ? Omit<Act, Own> : never;

/** An officer's desk: signs acts with his key and brings them straight to governance. */
export interface Office {
  readonly folder: DataFolder;
  readonly person: string;
  /** A detached JWS over a text, by the officer's key. */
  readonly sign: (text: string) => string;
  /** An act with all that it has of itself, signed and not sent. */
  readonly prepare: (act: Asked<ControlAct>) => SignedAct;
  readonly send: (signed: SignedAct) => Promise<unknown>;
  readonly perform: (act: Asked<ControlAct>, attached?: SignedAct['attached']) => Promise<unknown>;
}

export interface OfficeInput {
  readonly data: string;
  readonly as: string;
  readonly key?: string | undefined;
}

export function openOffice({ data, as, key }: OfficeInput, context: CommandContext): Office {
  const folder = dataFolder(data);
  const keys = readProcessKeys(key ?? keyFileOf(folder, as));
  const url = governanceUrl(folder, context);
  const lock = readInstallationLock(folder.installationLock);
  const installation = lock.genesis ?? hashOfInstallationLock(lock);
  const prepare: Office['prepare'] = (act) => {
    const at = context.clock.now().toISOString();
    return signAct(keys, { ...act, id: randomUUID(), installation, at });
  };
  return {
    folder,
    person: as,
    sign: (text) => signDetached(keys, text),
    prepare,
    send: (signed) => send(url, signed),
    perform: (act, attached) => {
      const signed = prepare(act);
      return send(url, attached === undefined ? signed : { ...signed, attached });
    },
  };
}

function keyFileOf(folder: DataFolder, person: string): string {
  const found = officerRoles
    .map((role) => folder.keyFile(officerHolder(role, person)))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  const known = existsSync(folder.keys)
    ? readdirSync(folder.keys).flatMap(
        (name) => /^officer-[a-z]+-(.+)\.json$/.exec(name)?.[1] ?? [],
      )
    : [];
  const names = known.length === 0 ? 'none' : known.join(', ');
  throw new UsageError(
    `--as: no key of ${person} lies in ${join(folder.root, 'keys')}; there: ${names}`,
  );
}

function governanceUrl(folder: DataFolder, { environment }: CommandContext): string {
  const given = environment.GOVERNANCE_URL ?? '';
  if (given !== '') return given;
  const url = runningInstallation(folder).processes.governance?.url;
  if (url === undefined) throw new CommandFailure('Governance does not run here.');
  return url;
}

const Refused = z.object({
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })),
});

const timeoutMs = 20_000;

async function send(url: string, body: SignedAct): Promise<unknown> {
  const response = await fetch(`${url}/controls/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    throw new CommandFailure(`Governance does not answer at ${url}.`, { cause });
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const refused = Refused.safeParse(answer);
  const [error] = refused.success ? refused.data.errors : [];
  const code = error?.extensions.code;
  throw refusal(isErrorCode(code) ? code : 'INTERNAL', error?.message ?? 'Governance refused.');
}

/** A refusal with its permanent code, for people and for programs. */
export const refusal = (code: string, message: string): CommandFailure =>
  new CommandFailure(`${code}: ${message}`, { answer: { refused: code, message } });
