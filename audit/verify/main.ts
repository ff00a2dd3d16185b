import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkEntryProof } from './core/entryProof.ts';
import { reportPage } from './core/report/page.ts';
import { reportLines } from './core/report/text.ts';
import { parseTrust, type Trust } from './core/trust.ts';
import { verify } from './core/verify.ts';
import { folderFiles, isFolder, logFolderIn } from './folder.ts';
import { nodeCrypto } from './nodeCrypto.ts';

/*
 * Verifies an audit log by its files alone. A program of its own: it imports nothing of the rest of
 * this repository, and only Node.
 */

const usage = `referent audit verify FOLDER [--trust trust.json] [--last CHECKPOINT] [--json] [--html FILE] [--lang en|fr] [--seed N]

Verifies the audit log in FOLDER (a log, or evidence that has one as log/).

referent audit verify FILE.tlog-proof --trust trust.json [--json]

Verifies that one entry is in the log; its header is read from FILE.leaf.json beside the proof.

  --trust FILE       The keys that you pin. Without it nothing proves who wrote the log.
  --last CHECKPOINT  The last checkpoint that you saw: the log has to have grown from it.
  --json             Report in JSON.
  --html FILE        Report as a page, written to FILE.
  --lang en|fr       Language of the report; en unless said.
  --seed N           Draws the entries whose proofs are sampled; random unless said.

Exit code: 0 verified, 1 not verified, 2 wrong usage.`;

class UsageError extends Error {}

interface Given {
  readonly folder: string;
  readonly trust: Trust | undefined;
  readonly last: Uint8Array | undefined;
  readonly json: boolean;
  readonly html: string | undefined;
  readonly language: 'en' | 'fr';
  readonly seed: number;
}

const crypto = nodeCrypto();

function parse(words: readonly string[]): Given | 'help' {
  const { values, positionals } = parseWords(words);
  if (values.help === true) return 'help';
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new UsageError('name one folder');
  if (!isFolder(folder)) throw new UsageError(`there is no folder ${folder}`);
  return {
    ...{ folder, json: values.json === true, html: values.html },
    trust: trustIn(values.trust),
    last: fileOf(values.last, '--last'),
    language: languageOf(values.lang ?? 'en'),
    seed: seedOf(values.seed ?? String(randomInt(2 ** 32))),
  };
}

function trustIn(path: string | undefined): Trust | undefined {
  const file = fileOf(path, '--trust');
  const trust = file === undefined ? undefined : parseTrust(crypto, file.toString('utf8'));
  if (file !== undefined && trust === undefined) {
    throw new UsageError('--trust: the file is not of the form that docs/audit-format.md gives');
  }
  return trust;
}

function languageOf(text: string): 'en' | 'fr' {
  if (text !== 'en' && text !== 'fr') throw new UsageError('--lang: en or fr');
  return text;
}

function seedOf(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new UsageError('--seed: a number');
  return Number(text);
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function parseWords(words: readonly string[]) {
  const options = { trust: text, last: text, html: text, lang: text, seed: text } as const;
  try {
    return parseArgs({
      args: [...words],
      options: { ...options, json: flag, help: flag },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong options');
  }
}

function fileOf(path: string | undefined, option: string): Buffer | undefined {
  if (path === undefined) return undefined;
  if (!existsSync(path)) throw new UsageError(`${option}: there is no file ${path}`);
  return readFileSync(path);
}

async function run(given: Given): Promise<number> {
  const { folder, trust, last, seed, language } = given;
  const report = await verify({
    ...{ crypto, trust, seed, files: folderFiles(logFolderIn(folder)) },
    ...(last === undefined ? {} : { last }),
    onProgress: progress(),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (given.html !== undefined) writeFileSync(given.html, reportPage(report, language));
  const text = given.json ? JSON.stringify(report, null, 2) : reportLines(report, language);
  process.stdout.write(`${text}\n`);
  return report.verdict === 'verified' ? 0 : 1;
}

/** On a terminal, and not for each entry. */
function progress(): (entries: number, of: number) => void {
  let shown = -1;
  return (entries, of) => {
    const percent = Math.floor((entries * 100) / of);
    if (!process.stderr.isTTY || percent === shown) return;
    shown = percent;
    process.stderr.write(`\r${String(entries)} / ${String(of)} (${String(percent)} %)`);
  };
}

const proofEnding = '.tlog-proof';

/** One entry's proof and its header beside it, as `audit log --proof --out` writes them. */
async function proofRun(path: string, words: readonly string[]): Promise<number> {
  const { values } = parseWords(words);
  const trust = trustIn(values.trust);
  if (trust === undefined) throw new UsageError('--trust: a proof proves nothing without keys');
  const proof = fileOf(path, 'the proof');
  const leaf = fileOf(path.replace(/\.tlog-proof$/, '.leaf.json'), 'the entry beside it');
  if (proof === undefined || leaf === undefined) throw new UsageError('name one proof');
  const report = await checkEntryProof({ crypto, trust, proof, leaf });
  const { verdict, fault, index, size, witnesses } = report;
  const said =
    verdict === 'proven'
      ? `Proven: entry ${String(index)} is in the log of ${String(size)} entries that ${witnesses.join(', ')} cosigned.`
      : `NOT proven: ${String(fault)}.`;
  process.stdout.write(`${values.json === true ? JSON.stringify(report, null, 2) : said}\n`);
  return verdict === 'proven' ? 0 : 1;
}

const proofNamed = (words: readonly string[]): string | undefined => {
  const [only, ...rest] = parseWords(words).positionals;
  return rest.length === 0 && only?.endsWith(proofEnding) === true ? only : undefined;
};

async function runWords(words: readonly string[]): Promise<number> {
  const proof = proofNamed(words);
  if (proof !== undefined) return proofRun(proof, words);
  const given = parse(words);
  if (given !== 'help') return run(given);
  process.stdout.write(`${usage}\n`);
  return 0;
}

try {
  process.exitCode = await runWords(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}\n`);
  process.exitCode = 2;
}
