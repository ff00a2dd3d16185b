import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Writes what a bench found between its two marks; the rest of the page stays as it is. */
export function writeSection(
  file: string,
  bench: string,
  text: string,
  command = `npm run ${bench} -- --report`,
): void {
  const begin = `<!-- ${bench}, written by ${command} -->`;
  const end = `<!-- /${bench} -->`;
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '# Performance\n';
  const section = `${begin}\n\n${text}\n${end}`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  writeFileSync(
    file,
    from === -1 || to < from
      ? `${page.trimEnd()}\n\n${section}\n`
      : `${page.slice(0, from)}${section}${page.slice(to + end.length)}`,
  );
}
