import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseTrust } from '../../../../audit/verify/core/trust.ts';
import { nodeCrypto } from '../../../../audit/verify/nodeCrypto.ts';
import { canonicalJson } from '../../../../lib/canonicalJson.ts';
import { readProcessKeys, signBytes, type ProcessKeys } from '../../../../lib/keys.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { filesBelow, writeBundle, type Bundle } from '../../../audit/evidence/bundle.ts';
import { writePage } from '../../../audit/evidence/page.ts';
import { writeVerification } from '../../../audit/evidence/verification.ts';
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
  trust: z.string().min(1).optional(),
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
    'signed list of all of it, with the report of the verifier. Its index.html verifies the log when it is',
    'opened, without Node; of a log that is too large for a page it verifies an excerpt, and says so.',
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
    trust: {
      type: 'string',
      value: 'FILE',
      says: 'The keys that index.html pins; without it, the page says that nothing is pinned.',
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
  const trust = pinnedKeys(given);
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const { coordinates, mapped, coverage, violations, stores, notYet } = runCheck();
  const now = context.clock.now();
  const bundle = await writeBundle({
    ...{ source: await logSource(given, context), out: given.out, lock, version: null },
    coverage: { coordinates, mapped, coverage, violations, stores, notYet },
    ...{ controller, days: given.days, now },
  });
  const verdict = await writeVerification({ out: given.out, trust, seed: randomInt(2 ** 32) });
  await writePage({ out: given.out, trust });
  const files = writeManifest(given.out, bundle, now, keys);
  const answer = { out: given.out, ...bundle, files, signedBy: keys?.public.kid ?? null, verdict };
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

/** The text of the auditor's own file: what stands in the folder itself would pin nothing. */
function pinnedKeys({ trust }: Input): string | undefined {
  if (trust === undefined) return undefined;
  if (!existsSync(trust)) throw new UsageError(`--trust: there is no file ${trust}`);
  const text = readFileSync(trust, 'utf8');
  if (parseTrust(nodeCrypto(), text) === undefined) {
    throw new UsageError('--trust: the file is not of the form that docs/audit-format.md gives');
  }
  return text;
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
    readonly verdict: string;
  },
): readonly string[] => [
  `${String(answer.files)} files in ${answer.out}: the log ${answer.origin} up to ${String(answer.size)} entries, ${String(answer.sampled)} accesses traced.`,
  answer.signedBy === null
    ? 'Nobody signed the list of files: there are no keys here; give --sign.'
    : `The list of files is signed by ${answer.signedBy}.`,
  answer.verdict,
];
