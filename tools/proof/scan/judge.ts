import type { LocatedFinding } from '../../scan/gathered.ts';
import { placesOfCopies, type PlantedCopy } from './plant.ts';

/** Planted copies that no finding names at their place, and findings that nobody planted. */
export interface Judged {
  readonly planted: number;
  readonly found: number;
  readonly missed: readonly string[];
  readonly falseAlarms: number;
}

export function judge(copies: readonly PlantedCopy[], findings: readonly LocatedFinding[]): Judged {
  const isFound = ({ id, coordinate }: PlantedCopy, place: string): boolean =>
    findings.some(
      (finding) =>
        finding.table === 'planted' &&
        finding.column === place &&
        finding.coordinate === coordinate &&
        finding.keys.includes(String(id)),
    );
  const all = copies.flatMap((copy) => placesOfCopies.map((place) => ({ copy, place })));
  const missed = all.filter(({ copy, place }) => !isFound(copy, place));
  return {
    planted: all.length,
    found: all.length - missed.length,
    missed: missed.map(({ copy, place }) => `${copy.variant} in ${place}`),
    falseAlarms: findings
      .filter(({ table }) => table !== 'planted')
      .reduce((sum, { rows }) => sum + rows, 0),
  };
}
