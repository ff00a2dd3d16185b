import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { giveOrder, withSubjects } from '../../../../audit/log/order.ts';
import { createBearerVerifier, type Caller } from '../../../../lib/bearer.ts';
import { impersonalText, isImpersonal } from '../../../../lib/freeText/statement.ts';
import { dataFolder } from '../../../start/dataFolder.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../../command.ts';
import { dataFolderText, dataOption, json, noWords } from '../../options.ts';
import { runningInstallation } from '../../supervisor.ts';
import { awaitOrder, onLog } from './logSite.ts';

const entryId = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const entriesMax = 1_000;

const input = z.object({
  words: noWords,
  json,
  entries: z
    .string({ error: 'say --entries ID,ID' })
    .transform((text) => [...new Set(text.split(',').map((id) => id.trim()))])
    .refine((ids) => ids.length <= entriesMax && ids.every((id) => entryId.test(id)), {
      message: `must be ids of entries, at most ${String(entriesMax)}`,
    }),
  law: z
    .string({ error: 'say --law, the rule that orders it' })
    .min(3)
    .max(200)
    .refine(isImpersonal, { message: impersonalText }),
  'token-file': z.array(z.string().min(1), { error: 'say --token-file twice' }).length(2, {
    message: 'two people have to agree: give the access token of each',
  }),
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'audit remove',
  summary: 'Removes who acted on whom from entries, where a law orders it and two people agree.',
  details: [
    'What was decided stays, and so does the tree: the log verifies as before. The removal is an entry',
    'of its own that names the law and both people, of whom one is the data-protection officer.',
  ],
  options: {
    entries: { type: 'string', value: 'ID,ID', says: 'The entries.' },
    law: {
      type: 'string',
      value: 'TEXT',
      says: 'The law, such as "GDPR Art. 17(1)(d)"; it names no person.',
    },
    'token-file': {
      type: 'string',
      multiple: true,
      value: 'FILE',
      says: 'Access token of one of the two people; given twice.',
    },
    data: dataOption,
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const approvals = await approvalsOf(given['token-file'], given.data, context);
  await onLog(given.data, context, async (log) => {
    const entries = await withSubjects(log.db, given.entries);
    if (entries.length < given.entries.length) {
      const missing = given.entries.filter((id) => !entries.includes(id));
      throw new CommandFailure(
        `Nothing was removed: the log holds no subject under ${missing.join(', ')}.`,
      );
    }
    const order = await giveOrder(log, {
      type: 'admin.removal',
      members: { action: 'remove', entries, law: given.law, approvals },
      subject: null,
    });
    await awaitOrder(log, order.entryId);
    if (given.json) {
      context.print(JSON.stringify({ removed: entries, entryId: order.entryId, approvals }));
    } else {
      const count = entries.length === 1 ? '1 entry' : `${String(entries.length)} entries`;
      context.print(
        `The subjects of ${count} are removed; the log says so under ${order.entryId}.`,
      );
    }
  });
}

/** Two different people of the roles that may, one of them the data-protection officer. */
async function approvalsOf(
  files: readonly string[],
  data: string,
  context: CommandContext,
): Promise<readonly string[]> {
  const verifier = createBearerVerifier({
    ...issuerOf(data, context),
    ...{ audience: context.environment.AUDIENCE ?? 'referent', defaultRegion: 'EU' },
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    claimNames: {
      roles: context.environment.ROLES_CLAIM ?? 'roles',
      team: context.environment.TEAM_CLAIM ?? 'team',
      region: context.environment.REGION_CLAIM ?? 'region',
    },
    clock: context.clock,
  });
  const callers = await Promise.all(
    files.map((file) =>
      verifier.verify(`Bearer ${readFileSync(file, 'utf8').trim()}`).catch((cause: unknown) => {
        throw new CommandFailure(`The token in ${file} is not accepted.`, { cause });
      }),
    ),
  );
  return agreed(callers);
}

/** Who agreed, sorted; throws where that is not enough. */
export function agreed(callers: readonly Pick<Caller, 'actor' | 'roles'>[]): readonly string[] {
  const actors = [...new Set(callers.map(({ actor }) => actor))].sort();
  if (actors.length < 2) throw new CommandFailure('Two different people have to agree.');
  const may = callers.every(({ roles }) => roles.includes('dpo') || roles.includes('auditor'));
  if (!may || !callers.some(({ roles }) => roles.includes('dpo'))) {
    throw new CommandFailure(
      'Both have to be data-protection officer or auditor, and one the data-protection officer.',
    );
  }
  return actors;
}

function issuerOf(
  data: string,
  { environment }: CommandContext,
): { readonly issuer: string; readonly jwksUrl: string } {
  const { ISSUER_URL: issuer = '', JWKS_URL: jwksUrl = '' } = environment;
  if (issuer !== '' && jwksUrl !== '') return { issuer, jwksUrl };
  const run = runningInstallation(dataFolder(data));
  if (!run.issuer.demonstration) throw new CommandFailure('Set ISSUER_URL and JWKS_URL.');
  return { issuer: run.issuer.url, jwksUrl: `${run.issuer.url}/jwks` };
}
