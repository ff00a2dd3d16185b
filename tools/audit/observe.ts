import { z } from 'zod';
import { canonicalJson } from '../../lib/canonicalJson.ts';
import type { ObservedUse } from '../../policies/processing/observedUse.ts';
import type { LogReader } from './readLog.ts';

const Release = z.object({
  screen: z.string(),
  document: z.string(),
  purpose: z.string(),
  roles: z.array(z.string()),
  region: z.string(),
  lock: z.string(),
  forms: z.record(z.string(), z.array(z.string())),
});

export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Releases of a period, alike ones counted together. */
export async function observedUses(
  log: Pick<LogReader, 'entries'>,
  { from, to }: Period,
): Promise<readonly ObservedUse[]> {
  const uses = new Map<string, ObservedUse>();
  for await (const { header, body } of log.entries()) {
    if (header.type !== 'release' || body.decision === null) continue;
    if (header.at < from || header.at >= to) continue;
    const { lock: policy, ...release } = Release.parse(body.decision);
    const key = canonicalJson({ ...release, policy });
    const known = uses.get(key);
    // Nodes write side by side: the log is not in the order of time.
    uses.set(key, {
      ...{ ...release, policy },
      releases: (known?.releases ?? 0) + 1,
      firstAt: earlier(known?.firstAt, header.at),
      lastAt: later(known?.lastAt, header.at),
    });
  }
  return [...uses.values()];
}

const earlier = (known: string | undefined, at: string): string =>
  known === undefined || at < known ? at : known;
const later = (known: string | undefined, at: string): string =>
  known === undefined || at > known ? at : known;

/** The hashes of the policies under which releases left. */
export const policiesOf = (uses: readonly ObservedUse[]): readonly string[] => [
  ...new Set(uses.map(({ policy }) => policy)),
];
