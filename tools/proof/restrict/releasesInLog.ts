import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { logFolder, openLog, type LoggedEntry } from '../../audit/readLog.ts';
import type { DataFolder } from '../../start/dataFolder.ts';

/** What an order takes from whom. */
export interface Restricted {
  readonly field: string;
  readonly screen: string;
  readonly role: string;
}

/** Entries take their place in the log a moment after they are durable. */
const settleMs = 3_000;

const Release = z.object({
  lockVersion: z.number(),
  screen: z.string(),
  roles: z.array(z.string()),
  forms: z.record(z.string(), z.array(z.string())),
});
const Lock = z.object({ lockdown: z.string(), version: z.number() });

/**
 * After `lock.effective`, no release may be decided by an older state, and none by a state in which the
 * order is in force may show the field. What was decided by the lifting says so by its version.
 */
export async function lookThroughLog(
  folder: DataFolder,
  { report, ...restricted }: Restricted & { readonly report: (state: string) => void },
): Promise<{ readonly releasesAfter: number; readonly releasesLookedAt: number }> {
  report('looking through the log');
  await setTimeout(settleMs);
  const reader = await openLog(logFolder(folder.auditLog));
  const { note, releases, inForce } = createGathering(restricted);
  for await (const entry of reader.entries()) note(entry);
  const under = releases.filter(
    ({ version, isLate }) =>
      isLate || inForce.some(({ from, to }) => from <= version && version < to),
  );
  return {
    releasesLookedAt: under.length,
    releasesAfter: under.filter(({ isShown, isLate }) => isShown || isLate).length,
  };
}

interface Gathering {
  readonly note: (entry: LoggedEntry) => void;
  readonly releases: readonly Told[];
  readonly inForce: readonly Span[];
}

function createGathering({ field, screen, role }: Restricted): Gathering {
  const ordered = new Map<string, number>();
  const inForce: Span[] = [];
  const releases: Told[] = [];
  let effective = 0;
  const noteAct = (type: string, { lockdown, version }: z.output<typeof Lock>): void => {
    if (type === 'lock') ordered.set(lockdown, version);
    if (type === 'lock.effective') effective = Math.max(effective, version);
    if (type === 'unlock') inForce.push({ from: ordered.get(lockdown) ?? 0, to: version });
  };
  const noteRelease = (decision: unknown): void => {
    const told = Release.safeParse(decision).data;
    if (told?.screen !== screen || !told.roles.includes(role)) return;
    const isShown = Object.values(told.forms).flat().includes(field);
    releases.push({ version: told.lockVersion, isShown, isLate: told.lockVersion < effective });
  };
  return {
    note: ({ header: { type }, body: { decision } }) => {
      const act = Lock.safeParse(decision).data;
      if (type === 'release') noteRelease(decision);
      else if (act !== undefined) noteAct(type, act);
    },
    ...{ releases, inForce },
  };
}

/** An order is in force from its own version up to that of its lifting. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Told {
  readonly version: number;
  readonly isShown: boolean;
  /** It stands after `lock.effective` of a newer state. */
  readonly isLate: boolean;
}
