import { z } from 'zod';
import { whyWithheld, type Withheld } from '../../../policies/replay/whyWithheld.ts';
import { askedByDocument, policiesIn } from '../../audit/policies.ts';
import { openLog, type LoggedEntry, type LogReader } from '../../audit/readLog.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import {
  createOrdersOfLog,
  whyRestricted,
  type OrdersOfLog,
  type RestrictedValue,
} from '../controls/whyRestricted.ts';
import { dataFolderText, json, logOption, oneWord, persona, url } from '../options.ts';
import { textTable } from '../textTable.ts';
import { askingOptions, logSource } from './audit/asking.ts';

const input = z.object({
  words: oneWord('the id of the entry, as the answer names it'),
  json,
  log: z.string().min(1).optional(),
  as: persona.default('dpo'),
  url,
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'why',
  summary: 'Says why an answer lacked values: what the caller is not told, for the officer.',
  details: ['It decides again by the policy that was in force, from what the log recorded.'],
  positionals: 'ENTRY',
  options: { log: logOption, ...askingOptions },
  input,
  run,
});

/** What the entries of answers and refusals say of the caller. */
const Decision = z.object({
  screen: z.string(),
  document: z.string(),
  purpose: z.string(),
  roles: z.array(z.string()),
  region: z.string(),
  lock: z.string(),
  lockVersion: z.number(),
  code: z.string().optional(),
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const { read } = await logSource(given, context);
  const orders = createOrdersOfLog();
  const [entry, code] = await findEntry(await openLog(read), given.words[0], orders);
  const decision = Decision.safeParse(entry.body.decision);
  if (!decision.success) {
    throw new CommandFailure(`The entry ${given.words[0]} is of no answer to a screen or command.`);
  }
  const { screen, document, purpose, roles, region, lock: hash } = decision.data;
  const lock = (await policiesIn(read, [hash])).get(hash);
  const asked = askedByDocument()(document);
  if (lock === undefined || asked === undefined) {
    const lacking = lock === undefined ? `the policy ${hash}` : `the text of ${screen}`;
    throw new CommandFailure(`Not known: ${lacking}, by which it was decided.`);
  }
  const caller = { purpose, roles, region, ...whoOf(entry) };
  const inForce = orders.under(decision.data.lockVersion);
  const denied = whyWithheld(lock, caller, asked);
  const known = new Set(denied.map(({ subject }) => subject));
  const restricted = whyRestricted(lock, inForce, caller, asked);
  const withheld = [...denied, ...restricted.filter(({ subject }) => !known.has(subject))];
  const answer = { entryId: given.words[0], screen, purpose, roles, region, code, withheld };
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else for (const line of linesOf(answer)) context.print(line);
}

/** Whom orders may name besides roles; nobody where the entry's subject is gone. */
const whoOf = ({
  body,
}: LoggedEntry): { readonly actor: string; readonly team: string | undefined } => {
  const team = body.subject?.team;
  return { actor: body.subject?.actor ?? '', team: typeof team === 'string' ? team : undefined };
};

/** The entry, and the code of its refusal; that of an intent stands in the entry that ended it. */
async function findEntry(
  log: LogReader,
  entryId: string,
  orders: OrdersOfLog,
): Promise<readonly [LoggedEntry, string | null]> {
  let found: LoggedEntry | undefined;
  let code: string | null = null;
  for await (const entry of log.entries()) {
    const { decision } = entry.body;
    orders.note(entry);
    if (entry.header.entryId === entryId) found = entry;
    else if (decision?.intent !== entryId) continue;
    if (typeof decision?.code === 'string') ({ code } = decision as { code: string });
  }
  if (found !== undefined) return [found, code];
  throw new CommandFailure(
    `The log holds no entry ${entryId}. An answer without values of persons has none; a new one takes a second.`,
  );
}

interface Reasons {
  readonly screen: string;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
  readonly code: string | null;
  readonly withheld: readonly (Withheld | RestrictedValue)[];
}

function linesOf({ screen, purpose, roles, region, code, withheld }: Reasons): readonly string[] {
  const head = `${screen}, for ${purpose}, as ${roles.join(', ')} in ${region}`;
  const whole = code === null ? [] : [`Every value of a person was held back: ${code}.`];
  const rows = withheld.map(({ subject, reason, sentence }) => [subject, reason, sentence]);
  const table =
    rows.length === 0
      ? ['The policy denied nothing of it: what is null was empty, or a condition held it back.']
      : textTable(['WITHHELD', 'REASON', 'WHY'], rows);
  return [head, ...whole, '', ...table];
}
