import { readBundle } from '../../audit/verify/core/bundle.ts';
import { hexOf } from '../../audit/verify/core/bytes.ts';
import type { Body, Header } from '../../audit/verify/core/entry.ts';
import { createFindings } from '../../audit/verify/core/findings.ts';
import { readVersions, takeInventory } from '../../audit/verify/core/inventory.ts';
import { isList, isObject, isText, type Json } from '../../audit/verify/core/json.ts';
import { tileWidth } from '../../audit/verify/core/merkle.ts';
import { proveEntry } from '../../audit/verify/core/samples.ts';
import { webCrypto } from '../../audit/verify/core/webCrypto.ts';
import { coveredPaths, widthOf } from './files.ts';
import { openRemoteLog, type RemoteInput } from './remote.ts';

/** An entry as the log's files hold it, with its proof. */
export interface ShownEntry {
  readonly size: number;
  readonly header: Header | undefined;
  /** Undefined where it is not what the header commits to. */
  readonly body: Body | undefined;
  readonly isProven: boolean;
  readonly leafHash: string;
  readonly siblings: readonly string[];
}

/** Undefined where no checkpoint covers the place yet. */
export async function readEntry(input: RemoteInput, seq: number): Promise<ShownEntry | undefined> {
  const log = await openRemoteLog(input);
  if (log === undefined || seq >= log.note.size) return undefined;
  const { size, root } = log.note;
  const crypto = await webCrypto(globalThis.crypto.subtle);
  const findings = createFindings();
  const listed = coveredPaths(size).map((path) => ({ path, bytes: 0 }));
  const files = { list: () => Promise.resolve(listed), read: log.read };
  const inventory = await takeInventory(files, findings);
  const index = Math.floor(seq / tileWidth);
  const width = widthOf(size, index);
  const [entries, bodies, tile] = await Promise.all(
    (['entries', 'body', 'tile'] as const).map((kind) =>
      readVersions(files, inventory, { kind, level: 0, index, width }, findings),
    ),
  );
  const none = { main: undefined, others: [] };
  const bundle = readBundle({
    ...{ crypto, index, width },
    ...{ entries: entries ?? none, bodies: bodies ?? none, tile: tile ?? none },
  });
  const proof = await proveEntry({ crypto, files, inventory, size, root }, seq);
  const found = bundle.entries[seq - index * tileWidth];
  return {
    ...{ size, header: found?.header, body: found?.body, isProven: proof.isProven },
    leafHash: proof.leafHash === undefined ? '' : hexOf(proof.leafHash),
    siblings: proof.siblings.map(hexOf),
  };
}

export const textAt = (body: Json | undefined, name: string): string | undefined => {
  const value = isObject(body) ? body[name] : undefined;
  if (isText(value)) return value;
  return typeof value === 'number' ? String(value) : undefined;
};

export const textsAt = (body: Json | undefined, name: string): readonly string[] => {
  const value = isObject(body) ? body[name] : undefined;
  return isList(value) ? value.filter((item) => isText(item)).map(String) : [];
};

/** Fields of a release by the form in which they were shown. */
export function formsOf(
  decision: Json | undefined,
): readonly (readonly [string, readonly string[]])[] {
  const forms = isObject(decision) ? decision.forms : undefined;
  return isObject(forms) ? Object.keys(forms).map((form) => [form, textsAt(forms, form)]) : [];
}

export interface ShownReceipt {
  readonly store: string;
  readonly hash: string;
  readonly subjects: string;
  readonly rows: string;
  readonly cells: string;
}

export function receiptsOf(decision: Json | undefined): readonly ShownReceipt[] {
  const list = isObject(decision) ? decision.receipts : undefined;
  return (isList(list) ? list : []).map((receipt) => ({
    store: textAt(receipt, 'store') ?? '',
    hash: textAt(receipt, 'hash') ?? '',
    subjects: textAt(receipt, 'subjects') ?? '',
    rows: textAt(receipt, 'rows') ?? '',
    cells: textAt(receipt, 'cells') ?? '',
  }));
}
