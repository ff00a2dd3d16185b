import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { count, json, noWords } from '../../options.ts';
import { textTable } from '../../textTable.ts';
import { askingInput, askingOptions, askScreen, instant, ShownField } from './asking.ts';

const input = z.object({
  words: noWords,
  json,
  type: z.array(z.string().min(1)).optional(),
  actor: z.string().min(1).optional(),
  screen: z.string().min(1).optional(),
  field: z
    .string()
    .regex(/^\w+\.\w+$/, { message: 'must be a field such as Person.birthDate' })
    .optional(),
  from: instant.optional(),
  to: instant.optional(),
  first: count('entries', 10_000).default(50),
  proof: z.boolean().default(false),
  out: z.string().min(1).optional(),
  ...askingInput,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'audit log',
  summary: 'Entries of the audit log, newest first, with their proofs where asked for.',
  details: [
    'A proof (C2SP tlog-proof) shows that an entry is in the log as it was signed and witnessed.',
  ],
  options: {
    type: { type: 'string', multiple: true, value: 'TYPE', says: 'release, deny, command, …' },
    actor: { type: 'string', value: 'ID', says: 'Opaque id of who acted.' },
    screen: { type: 'string', value: 'NAME', says: 'The screen or command that was used.' },
    field: { type: 'string', value: 'FIELD', says: 'A field that was shown: Person.birthDate.' },
    from: { type: 'string', value: 'INSTANT', says: 'Not before this date or instant.' },
    to: { type: 'string', value: 'INSTANT', says: 'Before this date or instant.' },
    first: { type: 'string', value: 'N', says: 'How many entries; 50 unless said.' },
    proof: { type: 'boolean', says: 'Prove each entry: in the JSON, or a file each with --out.' },
    out: { type: 'string', value: 'DIR', says: 'Where to write proofs, and leaves beside them.' },
    ...askingOptions,
  },
  input,
  run,
});

const Entry = z
  .object({
    entryId: z.string(),
    seq: z.string(),
    type: z.string(),
    at: z.string(),
    actor: z.string().nullable(),
    screen: z.string().nullable(),
    purpose: z.string().nullable(),
    roles: z.array(z.string()),
    code: z.string().nullable(),
    decisions: z.array(ShownField),
    subjects: z.number().nullable(),
    cells: z.number().nullable(),
    proof: z.object({ leaf: z.string(), text: z.string() }).nullish(),
  })
  .loose();
type Entry = z.output<typeof Entry>;
const Answer = z.object({
  auditLog: z.object({
    edges: z.array(z.object({ node: Entry })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    checkpoint: z
      .object({ size: z.string(), witnesses: z.array(z.string()) })
      .loose()
      .nullable(),
  }),
});

type Page = z.output<typeof Answer>['auditLog'];

const pageMax = 100;

async function run(given: Input, context: CommandContext): Promise<void> {
  if (given.out !== undefined && !given.proof) throw new UsageError('--out: give --proof, too');
  const found = await entriesOf(given, context);
  const proofs = given.proof ? proofsOf(found) : [];
  if (given.out !== undefined) writeProofs(given.out, proofs);
  if (given.json) {
    const entries = found.entries.map((entry, index) => ({ ...entry, ...proofs[index] }));
    context.print(JSON.stringify({ ...found, entries }, null, 2));
    return;
  }
  for (const line of linesOf(found.entries)) context.print(line);
  context.print(checkpointLine(found));
  if (given.out !== undefined) context.print(`${String(proofs.length)} proofs in ${given.out}.`);
  else for (const { proof } of proofs) context.print(`\n${proof}`);
}

interface Found {
  readonly entries: readonly Entry[];
  readonly checkpoint: Page['checkpoint'];
}

const checkpointLine = ({ checkpoint }: Found): string =>
  checkpoint === null
    ? 'The log has no checkpoint yet.'
    : `Newest checkpoint: ${checkpoint.size} entries, ${String(checkpoint.witnesses.length)} witnesses.`;

async function entriesOf(given: Input, context: CommandContext): Promise<Found> {
  const entries: Entry[] = [];
  for (let after: string | null = null; ;) {
    const page: Page = await pageOf(given, context, given.first - entries.length, after);
    entries.push(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasNextPage || entries.length >= given.first) {
      return { entries, checkpoint: page.checkpoint };
    }
    after = page.pageInfo.endCursor;
  }
}

async function pageOf(
  given: Input,
  context: CommandContext,
  wanted: number,
  after: string | null,
): Promise<Page> {
  const { type, actor, screen, field: coordinate, from, to } = given;
  const first = Math.min(pageMax, wanted);
  const variables = { first, after, type, actor, screen, coordinate, from, to };
  const question = {
    screen: given.proof ? 'audit-proofs' : 'audit-log',
    variables,
    answer: Answer,
  };
  return (await askScreen(given, context, question)).auditLog;
}

interface Proven {
  readonly seq: string;
  readonly proof: string;
  /** The entry's header: the bytes under the tree. */
  readonly leaf: string;
}

function proofsOf({ entries, checkpoint }: Found): readonly Proven[] {
  return entries.map(({ seq, proof }) => {
    if (proof === null || proof === undefined) {
      throw new CommandFailure(
        `Entry ${seq} is newer than the newest witnessed checkpoint (the log's newest has ${checkpoint?.size ?? '0'} entries); ask again in a second.`,
      );
    }
    return { seq, proof: proof.text, leaf: proof.leaf };
  });
}

function writeProofs(folder: string, proofs: readonly Proven[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { seq, proof, leaf } of proofs) {
    writeFileSync(join(folder, `${seq}.tlog-proof`), proof);
    writeFileSync(join(folder, `${seq}.leaf.json`), leaf);
  }
}

const linesOf = (entries: readonly Entry[]): readonly string[] =>
  textTable(
    ['SEQ', 'AT', 'TYPE', 'ACTOR', 'SCREEN', 'PURPOSE', 'ROLES', 'PEOPLE', 'FIELDS'],
    entries.map((entry) => [
      ...[entry.seq, entry.at, entry.type, entry.actor ?? '—', entry.screen ?? '—'],
      ...[entry.purpose ?? '—', entry.roles.join(', '), String(entry.subjects ?? '—')],
      entry.code ?? String(entry.decisions.length),
    ]),
  );
