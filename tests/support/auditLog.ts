import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  bodyText,
  createEntryMaker,
  headerText,
  type EntryDraft,
  type EntrySubject,
} from '../../audit/entry.ts';
import { checkpointText } from '../../audit/note/checkpoint.ts';
import { noteSigner, noteText } from '../../audit/note/signedNote.ts';
import { encodeBundle } from '../../audit/tree/entryBundle.ts';
import { leafHash } from '../../audit/tree/hashing.ts';
import { entriesPath, numberedPath, tilePath, tileWidth } from '../../audit/tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf } from '../../audit/tree/tree.ts';
import { canonicalJson } from '../../lib/canonicalJson.ts';
import { generateProcessKeys } from '../../lib/keys.ts';
import { createUlids } from '../../lib/ulids.ts';

export interface TestEntry {
  readonly type: EntryDraft['type'];
  readonly at: string;
  readonly decision: object;
  readonly subject?: EntrySubject;
}

/** Writes a log of these entries in the format of docs/audit-format.md; its checkpoint has no witness. */
export function writeAuditLog(
  folder: string,
  entries: readonly TestEntry[],
  policies: readonly { readonly hash: string }[] = [],
): void {
  let now = '';
  const clock = { now: () => new Date(now) };
  const make = createEntryMaker({
    ...{ node: 'gateway-1', incarnation: '0'.repeat(32), clock },
    newEntryId: createUlids(clock, (pool) => randomFillSync(pool)),
    newSalt: () => new Uint8Array(32),
  });
  const made = entries.map(({ type, at, decision, subject }) => {
    now = at;
    return make({ type, decision: canonicalJson(decision), subject: subject ?? null });
  });
  const leaves = made.map((entry, seq) => Buffer.from(headerText(entry, seq)));
  const write = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  for (let first = 0; first < made.length; first += tileWidth) {
    const part = made.slice(first, first + tileWidth);
    const index = first / tileWidth;
    write(entriesPath(index, part.length), encodeBundle(leaves.slice(first, first + tileWidth)));
    const lines = part.map((entry) => `${bodyText(entry)}\n`).join('');
    write(`body/${numberedPath(index, part.length)}.jsonl`, lines);
  }
  const { tree, tiles } = appendLeaves(emptyTree, leaves.map(leafHash));
  for (const { bytes, ...tile } of tiles) write(tilePath(tile), bytes);
  const origin = 'referent/0123456789abcdef';
  const text = checkpointText({ origin, size: made.length, root: rootOf(tree), extensions: [] });
  write('checkpoint', noteText(text, [noteSigner(generateProcessKeys(), origin).sign(text)]));
  for (const policy of policies) write(`locks/policy/${policy.hash}.json`, JSON.stringify(policy));
}
