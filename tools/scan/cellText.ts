/** What is written in a JSON cell: values in their order, then names of members, without the syntax. */
export function textOfJson(cell: string): string {
  try {
    const values: string[] = [];
    const names: string[] = [];
    collect(JSON.parse(cell), values, names);
    return `${values.join(' ')} ${names.join(' ')}`;
  } catch {
    // A cell that was cut is no JSON any more; its words are still there.
    return cell
      .replace(/\\u([0-9a-fA-F]{4})/g, (_all, code: string) =>
        String.fromCharCode(parseInt(code, 16)),
      )
      .replace(/\\["\\/bfnrt]/g, ' ');
  }
}

function collect(value: unknown, values: string[], names: string[]): void {
  if (typeof value === 'string' || typeof value === 'number') values.push(String(value));
  else if (Array.isArray(value)) for (const item of value) collect(item, values, names);
  else if (value !== null && typeof value === 'object') {
    for (const [member, item] of Object.entries(value)) {
      names.push(member);
      collect(item, values, names);
    }
  }
}
