export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/**
 * The median of what one figure is of another, round by round; null where a side has no rounds. Turns
 * of one round follow each other closely: what the machine does beside the bench hits both.
 */
export function medianRatio(above: readonly number[], below: readonly number[]): number | null {
  const rounds = above.flatMap((value, index) => {
    const other = below[index];
    return other === undefined ? [] : [value / other];
  });
  return rounds.length === 0 ? null : rounded(median(rounds), 3);
}
