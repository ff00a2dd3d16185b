import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { readInstallationLock } from '../../../lib/installationLock.ts';
import { openLog, logFolder } from '../../audit/readLog.ts';
import { dataFolder } from '../../start/dataFolder.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../command.ts';
import { statementIn } from '../controls/lockdownPage.ts';
import { lockdownsOf, type Lockdown } from '../controls/lockdowns.ts';
import { verifyStatement, type LockdownFacts } from '../controls/lockdownStatement.ts';
import { officerInput, officerOptions, openOffice } from '../controls/office.ts';
import { dataFolderText, dataOption, json, logOption, noWords } from '../options.ts';
import { textTable } from '../textTable.ts';

const input = z.object({
  words: noWords,
  json,
  ...officerInput,
  verify: z.string().min(1).optional(),
  agree: z.string().min(1).optional(),
  all: z.boolean().default(false),
  log: z.string().min(1).optional(),
  data: dataFolderText,
});
type Given = z.output<typeof input>;

export const command = defineCommand({
  name: 'restrictions',
  summary: 'Lists restrictions in force; verifies the statement of one, against keys and log.',
  options: {
    verify: { type: 'string', value: 'FILE', says: 'Verify a statement (HTML or JSON).' },
    agree: { type: 'string', value: 'ID', says: 'Sign an order that needs two officers.' },
    all: { type: 'boolean', says: 'Lifted ones as well.' },
    log: logOption,
    ...officerOptions,
    data: dataOption,
  },
  input,
  run,
});

async function run(given: Given, context: CommandContext): Promise<void> {
  if (given.verify !== undefined) return verify(given, given.verify, context);
  const office = openOffice(given, context);
  if (given.agree !== undefined) {
    const answer = await office.perform({ act: 'restrict.agree', lockdown: given.agree });
    context.print(JSON.stringify(answer, null, 2));
    return;
  }
  const all = await lockdownsOf(office);
  const shown = all.filter(({ unlockedAt }) => given.all || unlockedAt === null);
  if (given.json) context.print(JSON.stringify(shown, null, 2));
  else for (const line of linesOf(shown)) context.print(line);
}

function linesOf(lockdowns: readonly Lockdown[]): readonly string[] {
  if (lockdowns.length === 0) return ['Nothing is restricted.'];
  const rows = lockdowns.map(({ id, scope, lockedBy, lockedAt, unlockApprovals, unlockedAt }) => [
    ...[id.slice(0, 8), lockedAt, lockedBy],
    unlockedAt === null
      ? `in force${unlockApprovals.length > 0 ? `; ${unlockApprovals.join(', ')} would lift it` : ''}`
      : `lifted ${unlockedAt}`,
    scope,
  ]);
  return textTable(['ID', 'SINCE', 'BY', 'STATE', 'WHAT'], rows);
}

async function verify({ data, log, json: asJson }: Given, file: string, context: CommandContext) {
  if (!existsSync(file)) throw new UsageError(`--verify: there is no file ${file}`);
  const folder = dataFolder(data);
  const lock = readInstallationLock(folder.installationLock);
  const { facts, signedBy } = verifyStatement(statementIn(readFileSync(file, 'utf8')), lock);
  const seen = await lookThrough(log ?? folder.auditLog, facts);
  if (!seen.isLogged)
    throw new CommandFailure('The audit log does not hold its entry (a new one takes a second).');
  if (seen.after.length > 0) {
    throw new CommandFailure(`Released after it was in effect: ${seen.after.join(', ')}.`);
  }
  const answer = { lockdown: facts.lockdown, signedBy, orderedBy: facts.orderedBy, ...seen };
  if (asJson) context.print(JSON.stringify(answer, null, 2));
  else {
    context.print(`The statement verifies: ${facts.sentence}`);
    context.print(`Signed by ${signedBy}; its entry is in the audit log.`);
    context.print(
      `${String(seen.releases)} releases since it was in effect, none decided without it.`,
    );
  }
}

interface Seen {
  readonly isLogged: boolean;
  /** Releases after `lock.effective`. */
  readonly releases: number;
  /** Those of them that were decided under an older state. */
  readonly after: readonly string[];
}

async function lookThrough(
  folder: string,
  { lockdown, entry: id, version }: LockdownFacts,
): Promise<Seen> {
  const reader = await openLog(logFolder(folder));
  let [isLogged, isEffective, releases] = [false, false, 0];
  const after: string[] = [];
  for await (const { header, body } of reader.entries()) {
    const decision = body.decision ?? {};
    if (header.entryId === id) isLogged = header.type === 'lock' && decision.lockdown === lockdown;
    if (header.type === 'lock.effective' && decision.lockdown === lockdown) isEffective = true;
    if (!isEffective || header.type !== 'release') continue;
    releases += 1;
    if (Number(decision.lockVersion) < version) after.push(header.entryId);
  }
  return { isLogged, releases, after };
}
