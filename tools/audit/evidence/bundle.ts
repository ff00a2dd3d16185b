import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { tlogProofText } from '../../../audit/note/tlogProof.ts';
import { drawnPlaces } from '../../../audit/verify/core/drawnPlaces.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import { parseInstallationLock } from '../../../lib/installationLock.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { Controller } from '../../../policies/processing/recordFormat.ts';
import { processingRecord } from '../../../policies/processing/processingRecord.ts';
import { recordCsv } from '../../../policies/processing/recordCsv.ts';
import { recordPage } from '../../../policies/processing/recordPage.ts';
import { english } from '../../../policies/processing/wordsEnglish.ts';
import { french } from '../../../policies/processing/wordsFrench.ts';
import { copyLog, type LogSource } from '../copyLog.ts';
import { observedUses, policiesOf } from '../observe.ts';
import { policiesIn } from '../policies.ts';
import { logFolder, openLog, type LoggedEntry, type LogReader } from '../readLog.ts';
import { mapTable } from './mapTable.ts';
import { traced, type TracedAccess, type TraceSources } from './sample.ts';
import { createStatistics, statisticsCsv } from './statistics.ts';

export interface BundleInput {
  readonly source: LogSource;
  readonly out: string;
  /** The published policy, and its number where it is known. */
  readonly lock: PolicyLock;
  readonly version: number | null;
  /** What `check` tells: that every field has its rule. */
  readonly coverage: object;
  readonly controller: Controller | undefined;
  readonly days: number;
  readonly now: Date;
}

export interface Bundle {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly sampled: number;
}

const sampleSize = 25;

/** Everything of the evidence but report, page and manifest: those are made of what is here. */
export async function writeBundle(input: BundleInput): Promise<Bundle> {
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(input.out, path)), { recursive: true });
    writeFileSync(join(input.out, path), content);
  };
  const checkpoint = await copyLog(input.source, join(input.out, 'log'));
  const read = logFolder(join(input.out, 'log'));
  const log = await openLog(read);
  writeMap(input, write);
  await writeRecord(input, log, write);
  const sampled = await writeAccesses(input, log, write);
  const root = Buffer.from(checkpoint.root).toString('hex');
  return { origin: checkpoint.origin, size: checkpoint.size, root, sampled };
}

type Write = (path: string, content: string | Uint8Array) => void;

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function writeMap({ lock, coverage }: BundleInput, write: Write): void {
  const folder = projectFile('policies');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    write(`map/${file}`, readFileSync(join(folder, file)));
  }
  write('map/policy.lock.json', readFileSync(join(folder, 'policy.lock.json')));
  write('map/fields.csv', mapTable(lock));
  write('map/coverage.json', jsonText({ policy: lock.hash, ...coverage }));
}

async function writeRecord(input: BundleInput, log: LogReader, write: Write): Promise<void> {
  const { lock, version, controller, days, now } = input;
  const period = {
    from: new Date(now.getTime() - days * 86_400_000).toISOString(),
    to: now.toISOString(),
  };
  const uses = await observedUses(log, period);
  const read = logFolder(join(input.out, 'log'));
  const earlier = await policiesIn(read, policiesOf(uses));
  const observation = { ...period, uses };
  const record = processingRecord({
    ...{ lock, version, madeAt: now, controller, observation, earlier },
  });
  write('processing/record.json', jsonText(record));
  write('processing/record.csv', recordCsv(record, english));
  write('processing/record.en.html', recordPage(record, english));
  write('processing/record.fr.html', recordPage(record, french));
  const schema = projectFile('policies', 'processing', 'processing-record.schema.json');
  write('processing/record.schema.json', readFileSync(schema));
}

/** Two passes: how many releases there are decides which of them are looked at. */
async function writeAccesses(input: BundleInput, log: LogReader, write: Write): Promise<number> {
  const statistics = createStatistics();
  const releases: number[] = [];
  for await (const entry of log.entries()) {
    statistics.add(entry);
    if (entry.header.type === 'release' && entry.body.decision !== null) {
      releases.push(entry.header.seq);
    }
  }
  write('access/statistics.json', jsonText(statistics.counts()));
  write('access/statistics.csv', statisticsCsv(statistics.counts()));
  const places = drawnPlaces(nodeCrypto(), log.checkpoint.root, releases.length, sampleSize);
  const entries = await Promise.all(places.map((place) => log.entry(releases[place] ?? 0)));
  const sources = await traceSources(input, entries);
  const accesses: TracedAccess[] = [];
  for (const entry of entries) {
    accesses.push(traced(entry, sources));
    await writeProof(log, entry, write);
  }
  const root = Buffer.from(log.checkpoint.root).toString('hex');
  const chosenBy = `SHA-256 of "${root} N" for N from 0, its first 8 bytes modulo the number of releases`;
  write('access/sampled.json', jsonText({ releases: releases.length, chosenBy, accesses }));
  return accesses.length;
}

async function writeProof(log: LogReader, entry: LoggedEntry, write: Write): Promise<void> {
  const index = entry.header.seq;
  const proof = await log.prover.inclusionProof(index, log.checkpoint.size);
  const text = tlogProofText({ index, proof, checkpoint: log.note, extra: undefined });
  write(`proofs/${String(index)}.tlog-proof`, text);
  write(`proofs/${String(index)}.leaf.json`, entry.leaf);
}

async function traceSources(
  { out }: BundleInput,
  entries: readonly LoggedEntry[],
): Promise<TraceSources> {
  const read = logFolder(join(out, 'log'));
  const decisions = entries.map(({ body }) => body.decision as { lock: string; epoch: number });
  const policies = await policiesIn(read, [...new Set(decisions.map(({ lock }) => lock))]);
  const locks = new Map<number, InstallationLock>();
  for (const epoch of new Set(decisions.map((decision) => decision.epoch))) {
    const bytes = await read(`locks/installation/${String(epoch)}.json`);
    if (bytes === undefined) continue;
    locks.set(epoch, parseInstallationLock(Buffer.from(bytes).toString('utf8')));
  }
  return {
    policy: (hash) => policies.get(hash),
    signerOf: (epoch) => locks.get(epoch)?.signature.kid,
  };
}

export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Every file below a folder, sorted. */
export const filePathsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => relative(folder, join(item.parentPath, item.name)))
    .sort();

/** Every file of the evidence but the manifest's own. */
export const filesBelow = (folder: string): readonly ManifestFile[] =>
  filePathsBelow(folder)
    .filter((path) => path !== 'manifest.json' && path !== 'manifest.signature.json')
    .map((path) => {
      const content = readFileSync(join(folder, path));
      return { path, bytes: content.length, sha256: sha256Hex(content) };
    });
