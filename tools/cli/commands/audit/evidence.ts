import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../../../lib/canonicalJson.ts';
import { readProcessKeys, signBytes, type ProcessKeys } from '../../../../lib/keys.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { filesBelow, writeBundle, type Bundle } from '../../../audit/evidence/bundle.ts';
import { runCheck } from '../../../check/check.ts';
import { dataFolder } from '../../../start/dataFolder.ts';
import { defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { count, daysOption, json, logOption, noWords } from '../../options.ts';
import { askingInput, askingOptions, logSource } from './asking.ts';
import { controllerOption, readController } from './controller.ts';

const input = z.object({
  words: noWords,
  json,
  out: z.string({ error: 'say where to write' }).min(1),
  days: count('days', 3_650).default(30),
  log: z.string().min(1).optional(),
  sign: z.string().min(1).optional(),
  controller: z.string().min(1).optional(),
  ...askingInput,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'audit evidence',
  summary: 'A folder with what an auditor takes away, which verifies without us.',
  details: [
    'The ownership map with its coverage, the record of processing, access statistics, 25 accesses',
    'that the log itself chose, traced to their rules, each with its proof, a copy of the log, and a',
    'signed list of all of it.',
  ],
  options: {
    out: { type: 'string', value: 'DIR', says: 'Where to write; a new or empty folder.' },
    days: daysOption,
    log: logOption,
    sign: {
      type: 'string',
      value: 'FILE',
      says: "Keys that sign the list; those of the data folder's signer unless said.",
    },
    controller: controllerOption,
    ...askingOptions,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  if (existsSync(given.out) && readdirSync(given.out).length > 0) {
    throw new UsageError(`--out: ${given.out} is not empty`);
  }
  const controller = readController(given.controller);
  const keys = signingKeys(given);
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const { coordinates, mapped, coverage, violations, stores, notYet } = runCheck();
  const now = context.clock.now();
  const bundle = await writeBundle({
    ...{ source: await logSource(given, context), out: given.out, lock, version: null },
    coverage: { coordinates, mapped, coverage, violations, stores, notYet },
    ...{ controller, days: given.days, now },
  });
  const files = writeManifest(given.out, bundle, now, keys);
  const answer = { out: given.out, ...bundle, files, signedBy: keys?.public.kid ?? null };
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else for (const line of linesOf(answer)) context.print(line);
}

/** Undefined where nobody signs: the data folder is the installation's own, and an auditor has none. */
function signingKeys({ sign, data }: Input): ProcessKeys | undefined {
  if (sign !== undefined && !existsSync(sign)) {
    throw new UsageError(`--sign: there is no file ${sign}`);
  }
  const path = sign ?? dataFolder(data).keyFile('signer');
  return existsSync(path) ? readProcessKeys(path) : undefined;
}

/** What is in the folder, by hash, and a signature over just these bytes. */
function writeManifest(
  out: string,
  { origin, size, root }: Bundle,
  now: Date,
  keys: ProcessKeys | undefined,
): number {
  const files = filesBelow(out);
  const manifest = canonicalJson({
    ...{ format: 1, madeAt: now.toISOString(), log: { origin, size, root }, files },
  });
  writeFileSync(join(out, 'manifest.json'), manifest);
  if (keys !== undefined) {
    const { kid, ed25519 } = keys.public;
    const signature = signBytes(keys, Buffer.from(manifest));
    writeFileSync(
      join(out, 'manifest.signature.json'),
      canonicalJson({ kid, ed25519, signature, over: 'manifest.json' }),
    );
  }
  return files.length;
}

const linesOf = (
  answer: Bundle & {
    readonly out: string;
    readonly files: number;
    readonly signedBy: string | null;
  },
): readonly string[] => [
  `${String(answer.files)} files in ${answer.out}: the log ${answer.origin} up to ${String(answer.size)} entries, ${String(answer.sampled)} accesses traced.`,
  answer.signedBy === null
    ? 'Nobody signed the list of files: there are no keys here; give --sign.'
    : `The list of files is signed by ${answer.signedBy}.`,
];
