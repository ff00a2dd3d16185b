import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const rowsMax = 25;

/**
 * Where the time of the profiles in a folder went: each function's own time as a part of all that was
 * not idle, the greatest first. The files themselves open in any Chromium's developer tools.
 */
export function profileSummary(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const own = new Map<string, number>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile;
    addOwnTimes(own, profile);
  }
  own.delete('(idle)');
  const total = [...own.values()].reduce((sum, time) => sum + time, 0);
  return [...own]
    .sort(([, left], [, right]) => right - left)
    .slice(0, rowsMax)
    .map(([place, time]) => `${((time / total) * 100).toFixed(1).padStart(5)} %  ${place}`);
}

function addOwnTimes(own: Map<string, number>, { nodes, samples, timeDeltas }: CpuProfile): void {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  samples.forEach((id, index) => {
    const place = places.get(id) ?? '(unknown)';
    own.set(place, (own.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  });
}

function placeOf({
  functionName,
  url,
  lineNumber,
}: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const file = url.replace(/^file:\/\//, '').replace(/^.*\/(?=(node_modules|dist)\/)/, '');
  return `${name}  ${file}:${String(lineNumber + 1)}`;
}
