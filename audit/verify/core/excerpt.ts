import { bytesOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import { drawnPlaces } from './drawnPlaces.ts';
import { parseHeader, readBody } from './entry.ts';
import { checkEntryProof, type ProofFault } from './entryProof.ts';
import { hasShape, isList, isText, parseStrict, textFrom } from './json.ts';
import { parseCheckpoint } from './note.ts';
import type { Trust } from './trust.ts';

/*
 * Of a log that is too large for a page, the page holds its checkpoint and some entries with their
 * proofs. What can be said of these is said of them alone.
 */

export interface ExcerptEntry {
  /** The header's text. */
  readonly leaf: string;
  /** Its line in the body file. */
  readonly body: string;
  /** C2SP tlog-proof v1, by the excerpt's checkpoint. */
  readonly proof: string;
}

export interface Excerpt {
  /** The newest checkpoint's note. */
  readonly checkpoint: string;
  /** As many as the log's root drew, in their order. */
  readonly entries: readonly ExcerptEntry[];
}

export type ExcerptFault =
  'excerpt' | 'checkpoint' | 'drawn' | 'header' | 'body' | Exclude<ProofFault, null>;

export interface ExcerptReport {
  /** `part`: what is there is proven, and nothing was said of the rest. */
  readonly verdict: 'part' | 'not-verified' | 'unpinned';
  readonly size: number;
  readonly entries: number;
  readonly witnesses: readonly string[];
  /** What is wrong, and with which entry, first. */
  readonly fault: ExcerptFault | null;
  readonly index: number | null;
}

export interface ExcerptQuestion {
  readonly crypto: Crypto;
  readonly trust: Trust | undefined;
  readonly text: string;
}

export async function verifyExcerpt(question: ExcerptQuestion): Promise<ExcerptReport> {
  const { crypto, trust } = question;
  const excerpt = parseExcerpt(question.text);
  if (excerpt === undefined) return reportOf(0, 0, { fault: 'excerpt' });
  const note = parseCheckpoint(bytesOf(excerpt.checkpoint));
  const { length } = excerpt.entries;
  if (note === undefined || length === 0) return reportOf(0, length, { fault: 'checkpoint' });
  if (trust === undefined) return { ...reportOf(note.size, length, {}), verdict: 'unpinned' };
  const seen = await seeEntries({ crypto, trust, excerpt, root: note.root, size: note.size });
  return reportOf(note.size, length, seen);
}

const reportOf = (
  size: number,
  entries: number,
  { fault = null, index = null, witnesses = [] }: Partial<ExcerptReport>,
): ExcerptReport => ({
  ...{ verdict: fault === null ? 'part' : 'not-verified', size, entries, witnesses, fault, index },
});

interface Seeing {
  readonly crypto: Crypto;
  readonly trust: Trust;
  readonly excerpt: Excerpt;
  readonly root: Uint8Array;
  readonly size: number;
}

/** The first fault, or none and the witnesses of the checkpoint that all proofs lead to. */
async function seeEntries(seeing: Seeing): Promise<Partial<ExcerptReport>> {
  const { crypto, trust, excerpt, root, size } = seeing;
  const { checkpoint, entries } = excerpt;
  const places = drawnPlaces(crypto, root, size, entries.length);
  let witnesses: readonly string[] = [];
  for (const [at, entry] of entries.entries()) {
    const question = { proof: bytesOf(entry.proof), leaf: bytesOf(entry.leaf) };
    const proven = await checkEntryProof({ crypto, trust, ...question });
    const isDrawn = proven.index === places[at] && entry.proof.endsWith(`\n\n${checkpoint}`);
    const fault = proven.fault ?? (isDrawn ? faultOf(crypto, entry, proven.index) : 'drawn');
    if (fault !== null) return { fault, index: places[at] ?? null };
    ({ witnesses } = proven);
  }
  return { witnesses };
}

function faultOf(
  crypto: Crypto,
  { leaf, body }: ExcerptEntry,
  index: number | null,
): ExcerptFault | null {
  const header = parseHeader(bytesOf(leaf));
  if (header?.seq !== index) return 'header';
  return typeof readBody(crypto, body, header) === 'object' ? null : 'body';
}

function parseExcerpt(text: string): Excerpt | undefined {
  const file = parseStrict(text);
  if (!hasShape(file, { checkpoint: isText, entries: isList })) return undefined;
  const list = isList(file.entries) ? file.entries : [];
  const entries = list.flatMap((item) =>
    hasShape(item, { leaf: isText, body: isText, proof: isText })
      ? [{ leaf: textFrom(item.leaf), body: textFrom(item.body), proof: textFrom(item.proof) }]
      : [],
  );
  const checkpoint = textFrom(file.checkpoint);
  return entries.length === list.length ? { checkpoint, entries } : undefined;
}
