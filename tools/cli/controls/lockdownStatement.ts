import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { ControlAct, LockdownScope, lockdownLevels } from '../../../lib/controlActs.ts';
import { signerOf } from '../../../lib/detachedJws.ts';
import { hashOfInstallationLock, type InstallationLock } from '../../../lib/installationLock.ts';
import { officersOf } from '../../../lib/officers.ts';
import { CommandFailure } from '../command.ts';
import { statementPage } from './lockdownPage.ts';
import type { Office } from './office.ts';

/** One page about one restriction: what, since when, the last release before it, and how to check it. */
const Facts = z.strictObject({
  about: z.literal('referent restriction'),
  /** Hash of the genesis lock. */
  installation: z.string(),
  lockdown: z.string(),
  level: z.enum(lockdownLevels),
  scope: LockdownScope,
  sentence: z.string(),
  reason: z.string(),
  orderedBy: z.string(),
  orderedAt: z.string(),
  /** Number of the newest lockdown that every release from then on has looked at. */
  version: z.number(),
  effectiveAt: z.string().nullable(),
  lastRelease: z.string().nullable(),
  entry: z.string(),
  screens: z.array(
    z.object({ screen: z.string(), roles: z.array(z.string()), fields: z.array(z.string()) }),
  ),
  /** The act as the officer signed it, word for word. */
  act: z.strictObject({ payload: z.string(), signature: z.string() }),
});
export type LockdownFacts = Readonly<z.output<typeof Facts>>;

export const LockdownStatement = z.strictObject({ statement: Facts, signature: z.string() });
export type LockdownStatement = Readonly<z.output<typeof LockdownStatement>>;

export interface WrittenStatement {
  readonly json: string;
  readonly html: string;
}

/** Signs the facts with the officer's key and writes both files. */
export function writeStatement(
  office: Office,
  facts: LockdownFacts,
  folder = join(office.folder.root, 'statements'),
): WrittenStatement {
  const statement: LockdownStatement = {
    statement: facts,
    signature: office.sign(canonicalJson(facts)),
  };
  mkdirSync(folder, { recursive: true });
  const paths = {
    json: join(folder, `restriction-${facts.lockdown}.json`),
    html: join(folder, `restriction-${facts.lockdown}.html`),
  };
  writeFileSync(paths.json, `${JSON.stringify(statement, null, 2)}\n`);
  writeFileSync(paths.html, statementPage(statement));
  return paths;
}

export interface VerifiedStatement {
  readonly facts: LockdownFacts;
  /** Who signed the page, and who signed the act. */
  readonly signedBy: string;
}

/** Throws, in a sentence, where anything on the page is not what officers of this installation signed. */
export function verifyStatement(given: unknown, lock: InstallationLock): VerifiedStatement {
  const parsed = LockdownStatement.safeParse(given);
  if (!parsed.success) throw refusal('it is no statement of a restriction');
  const { statement: facts, signature } = parsed.data;
  const officers = officersOf(lock);
  const page = signerOf(officers, canonicalJson(facts), signature);
  if (page === undefined) throw refusal('no officer of this installation signed it as it stands');
  const order = signerOf(officers, facts.act.payload, facts.act.signature);
  const act = ControlAct.safeParse(JSON.parse(facts.act.payload));
  if (order?.role !== 'dpo' || !act.success || act.data.act !== 'restrict') {
    throw refusal('the act in it was not signed by a data-protection officer');
  }
  const { id, installation, level, scope, reason } = act.data;
  const genesis = lock.genesis ?? hashOfInstallationLock(lock);
  const same =
    canonicalJson([id, installation, level, scope, reason]) ===
    canonicalJson([facts.lockdown, genesis, facts.level, facts.scope, facts.reason]);
  if (!same || facts.installation !== genesis) {
    throw refusal('it says something else than the act that was signed');
  }
  return { facts, signedBy: page.person };
}

const refusal = (why: string): CommandFailure =>
  new CommandFailure(`The statement does not verify: ${why}.`);
