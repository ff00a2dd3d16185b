import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tlogProofText } from '../../../audit/note/tlogProof.ts';
import { drawnPlaces } from '../../../audit/verify/core/drawnPlaces.ts';
import type { Excerpt } from '../../../audit/verify/core/excerpt.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';
import { evidencePage, type EvidencePageInput } from '../../../audit/verify/page/evidencePage.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { logFolder, openLog, type LogReader } from '../readLog.ts';
import { filePathsBelow } from './bundle.ts';

/** What a browser opens from disk without a long wait; a page has no way to fetch what lies beside it. */
const pageBytesMax = 16 * 1_048_576;
const excerptEntries = 500;

export interface PageInput {
  /** Folder of the evidence, with the log in it. */
  readonly out: string;
  readonly trust: string | undefined;
  readonly bytesMax?: number;
}

/** Writes `index.html`: with the whole log, or with an excerpt of one that is too large for a page. */
export async function writePage({ out, trust, bytesMax = pageBytesMax }: PageInput): Promise<void> {
  const folder = join(out, 'log');
  const paths = filePathsBelow(folder);
  const bytes = paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  const log: EvidencePageInput['log'] =
    bytes <= bytesMax
      ? { files: paths.map((path) => [path, readFileSync(join(folder, path))] as const) }
      : { excerpt: await excerptOf(await openLog(logFolder(folder)), excerptEntries) };
  writeFileSync(join(out, 'index.html'), evidencePage({ log, trust }));
}

/** Entries that the log's root drew, each with its proof. */
export async function excerptOf(log: LogReader, wanted: number): Promise<Excerpt> {
  const { size, root } = log.checkpoint;
  const entries: Excerpt['entries'][number][] = [];
  for (const index of drawnPlaces(nodeCrypto(), root, size, wanted)) {
    const { leaf, body } = await log.entry(index);
    const proof = await log.prover.inclusionProof(index, size);
    entries.push({
      leaf: Buffer.from(leaf).toString('utf8'),
      body: canonicalJson(body),
      proof: tlogProofText({ index, proof, checkpoint: log.note, extra: undefined }),
    });
  }
  return { checkpoint: log.note, entries };
}
