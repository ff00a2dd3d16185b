import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from '../../../audit/verify/core/report.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { syntheticLog } from './syntheticLog.ts';

export interface TimedRun {
  readonly entries: number;
  readonly seconds: number;
  /** Place of the one forged decision, and whether the report names it and no other. */
  readonly forgedAt: number;
  readonly namedForged: boolean;
}

const verifier = projectFile('dist', 'audit', 'verify', 'main.js');

/** The verifier as an auditor runs it, over a log on disk with one forged decision in it. */
export function timeVerifier({
  policy,
  entries,
  seed,
}: {
  readonly policy: PolicyLock;
  readonly entries: number;
  readonly seed: number;
}): TimedRun {
  let forgedAt = -1;
  const log = syntheticLog({
    ...{ policy, entries, seed },
    forge: (draft, seq) => {
      if (forgedAt >= 0 || draft.type !== 'release' || seq < (entries * 2) / 3) return;
      forgedAt = seq;
      draft.decision.forms = { clear: ['Person.unheardOf'] };
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'referent-tamper-'));
  try {
    for (const [path, bytes] of log.files) {
      mkdirSync(dirname(join(folder, 'log', path)), { recursive: true });
      writeFileSync(join(folder, 'log', path), bytes);
    }
    writeFileSync(join(folder, 'trust.json'), log.trust);
    const begun = performance.now();
    const run = spawnSync(
      process.execPath,
      [verifier, folder, '--trust', join(folder, 'trust.json'), '--json'],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    const seconds = (performance.now() - begun) / 1_000;
    const { findings } = JSON.parse(run.stdout) as Report;
    const places = findings.flatMap(({ examples }) => examples.map(({ index }) => index));
    return {
      ...{ entries, forgedAt, seconds: Math.round(seconds * 10) / 10 },
      namedForged: run.status === 1 && places.length > 0 && places.every((at) => at === forgedAt),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
