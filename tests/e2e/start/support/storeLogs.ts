import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeNames } from '../../../../lib/storeName.ts';
import { eventually } from '../../../../tools/start/processes.ts';

/** What a store's log says of one sub-request that it answered. */
export interface SubRequestEntry {
  readonly event: string;
  readonly screen?: string;
  readonly coordinates?: readonly string[];
  readonly statements?: number;
  readonly errors?: number;
}

/** A store writes its lines at most 100 ms after the fact; a log that rests for longer is complete. */
const restMs = 400;

/** The sub-requests that stores have answered, once their logs are at rest. */
export async function subRequestsOf(
  folder: string,
  stores: readonly string[] = storeNames,
): Promise<readonly SubRequestEntry[]> {
  const read = (): string =>
    stores.map((store) => readFileSync(join(folder, 'logs', `${store}.jsonl`), 'utf8')).join('');
  let text = read();
  const isAtRest = (): boolean => {
    const now = read();
    const isSame = now === text;
    text = now;
    return isSame;
  };
  await eventually(() => false, restMs, restMs);
  await eventually(isAtRest, 10_000, restMs);
  return text
    .split('\n')
    .filter((line) => line.includes('"subrequest"'))
    .map((line) => JSON.parse(line) as SubRequestEntry);
}
