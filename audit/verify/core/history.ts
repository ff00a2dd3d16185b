import { sameBytes } from './bytes.ts';
import type { Crypto, LogFiles } from './crypto.ts';
import type { Findings } from './findings.ts';
import type { Inventory } from './inventory.ts';
import type { Memo } from './memo.ts';
import { holds, isKey, parseCheckpoint, type CheckpointNote, type VerifierKey } from './note.ts';
import type { Trust } from './trust.ts';

/** A checkpoint whose signatures were looked at. */
export interface JudgedCheckpoint {
  readonly path: string;
  readonly note: CheckpointNote;
  /** Names of the pinned witnesses that cosigned it. */
  readonly witnesses: readonly string[];
}

export interface JudgeInput {
  readonly crypto: Crypto;
  readonly memo: Memo;
  readonly trust: Trust;
  /** Keys that were in force at some time, beside those pinned. */
  readonly earlierKeys: readonly VerifierKey[];
  readonly findings: Findings;
}

/** Every signature line has to verify by a known key: a line that nobody can check may say anything. */
export async function judge(
  input: JudgeInput,
  path: string,
  bytes: Uint8Array,
): Promise<JudgedCheckpoint | undefined> {
  const { memo, trust, findings } = input;
  const note = parseCheckpoint(bytes);
  if (note === undefined) {
    findings.add('checkpoint.malformed', { where: path });
    return undefined;
  }
  const { verified, faults } = await memo('checkpoint', [bytes], () => linesOf(input, note));
  for (const code of faults) findings.add(code, { where: path });
  if (note.origin !== trust.origin) findings.add('checkpoint.origin', { where: path });
  const isNewest = path === 'checkpoint';
  const isLogs = verified.some((key) =>
    isNewest ? isSame(key, trust.log) : key.algorithm === 1 && key.name === trust.origin,
  );
  if (!isLogs) findings.add('checkpoint.log-signature', { where: path });
  const witnesses = trust.witnesses
    .filter(({ key }) => verified.some((other) => isSame(key, other)))
    .map(({ name }) => name);
  return { path, note, witnesses: isLogs ? witnesses : [] };
}

const isSame = (key: VerifierKey, other: VerifierKey): boolean =>
  isKey(key, other) && sameBytes(key.key, other.key);

interface Lines {
  readonly verified: readonly VerifierKey[];
  readonly faults: readonly ('checkpoint.unknown-key' | 'checkpoint.signature')[];
}

async function linesOf(input: JudgeInput, note: CheckpointNote): Promise<Lines> {
  const { crypto, trust, earlierKeys } = input;
  const keys = [trust.log, ...trust.witnesses.map(({ key }) => key), ...earlierKeys];
  const verified: VerifierKey[] = [];
  const faults: Lines['faults'][number][] = [];
  for (const line of note.lines) {
    const key = keys.find(({ name, id }) => name === line.name && id === line.id);
    if (key === undefined) faults.push('checkpoint.unknown-key');
    else if (verified.includes(key)) faults.push('checkpoint.signature');
    else if (await holds(crypto, note.text, key, line)) verified.push(key);
    else faults.push('checkpoint.signature');
  }
  return { verified, faults };
}

/** The checkpoints that the log published, all of which its one history has to have passed through. */
export async function judgeHistory(
  input: JudgeInput,
  files: LogFiles,
  inventory: Inventory,
): Promise<readonly JudgedCheckpoint[]> {
  const judged: JudgedCheckpoint[] = [];
  for (const { path, size } of inventory.checkpoints) {
    const bytes = await files.read(path);
    const checkpoint = bytes === undefined ? undefined : await judge(input, path, bytes);
    if (bytes === undefined) input.findings.add('file.unreadable', { where: path });
    if (checkpoint === undefined) continue;
    if (checkpoint.note.size === size) judged.push(checkpoint);
    else input.findings.add('checkpoint.malformed', { where: path });
  }
  return judged;
}
