import type { Clock } from '../../lib/clock.ts';
import { createDigest } from '../../lib/copies/digest.ts';
import type { CertifiedAnswer, OpenedAnswer, ScanSummary } from '../../lib/copies/messages.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import { createGathered, type LocatedFinding } from './gathered.ts';
import type { MatchingClient } from './matchingClient.ts';
import { placesOf } from './places.ts';
import { noCounts, scanDatabase, type ScanCounts } from './scanDatabase.ts';

export interface InstallationScanInput {
  readonly client: MatchingClient;
  /** By the scanner's role. */
  readonly databases: Readonly<Partial<Record<StoreName, string>>>;
  readonly policy: PolicyLock;
  readonly clock: Clock;
  /** 32 random bytes. */
  readonly key: Uint8Array;
  readonly onProgress: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly store: string;
  readonly table: string;
  readonly cells: number;
}

export interface InstallationScan {
  readonly findings: readonly LocatedFinding[];
  readonly declared: readonly LocatedFinding[];
  readonly opened: OpenedAnswer;
  readonly summary: ScanSummary;
  readonly certificate: CertifiedAnswer;
}

const statementTimeoutMs = 60_000;

/** Reads every store's database and has customer-pii say what of it is a copy of a personal value. */
export async function scanInstallation(input: InstallationScanInput): Promise<InstallationScan> {
  const { client, databases, clock, key } = input;
  const startedAt = clock.now();
  const places = placesOf(input.policy);
  const opened = await client.open(key);
  const begun = clock.now();
  const undeclared = createGathered();
  const declared = createGathered();
  const counts = noCounts();
  for (const [name, url] of Object.entries(databases)) {
    const store = name as StoreName;
    await scanDatabase({
      ...{ url, counts, statementTimeoutMs },
      digest: createDigest(key),
      match: (digests) => client.match(store, opened.session, digests),
      isSource: (column) => places.isSource(store, column),
      onHit: (hit) => {
        const isDeclared = places.isDeclared(store, `${hit.table}.${hit.column}`);
        (isDeclared ? declared : undeclared).add(store, hit);
      },
      onProgress: (table) => {
        input.onProgress({ store, table, cells: counts.cells });
      },
    });
  }
  const summary = summaryOf({
    ...{ counts, startedAt, begun, finishedAt: clock.now() },
    stores: Object.keys(databases),
    findings: undeclared.all(),
    declared: declared.all(),
  });
  const certificate = await client.certify(opened.session, summary);
  return { findings: undeclared.all(), declared: declared.all(), opened, summary, certificate };
}

interface Finished {
  readonly counts: ScanCounts;
  readonly startedAt: Date;
  readonly begun: Date;
  readonly finishedAt: Date;
  readonly stores: readonly string[];
  readonly findings: readonly LocatedFinding[];
  readonly declared: readonly LocatedFinding[];
}

function summaryOf(finished: Finished): ScanSummary {
  const { counts, startedAt, begun, finishedAt } = finished;
  const { tables, columns, rows, cells } = counts;
  const seconds = Math.max(0.001, (finishedAt.getTime() - begun.getTime()) / 1_000);
  return {
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    stores: [...finished.stores],
    ...{ tables, columns, rows, cells },
    cellsPerSecond: Math.round(cells / seconds),
    notRead: { types: counts.otherTypes, sources: counts.sources, cutCells: counts.cutCells },
    findings: finished.findings.map(withoutKeys),
    declared: finished.declared.map(withoutKeys),
  };
}

const withoutKeys = (finding: LocatedFinding): ScanSummary['findings'][number] => ({
  store: finding.store,
  table: finding.table,
  column: finding.column,
  coordinate: finding.coordinate,
  variant: finding.variant,
  rows: finding.rows,
});
