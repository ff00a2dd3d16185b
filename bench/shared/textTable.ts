type Rows = readonly (readonly string[])[];

export const percent = (part: number): string => `${(part * 100).toFixed(0)} %`;

/** Rows for a terminal: the first column to the left, the others to the right. */
export function aligned(rows: Rows): readonly string[] {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

/** The same rows for a page; the first row is the head. */
export function markdown(rows: Rows): readonly string[] {
  const [first = [], ...others] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(first),
    line(first.map((_cell, index) => (index === 0 ? '---' : '---:'))),
    ...others.map(line),
  ];
}
