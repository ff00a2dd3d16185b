import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/*
 * Puts compiled modules into one script, as an auditor's machine has no bundler. They import by
 * names from files beside them and nothing else, which the lint table holds.
 */

const importing = /^import\s+\{([^}]*)\}\s+from\s+['"](\.[^'"]+)['"];\n?/gm;
const exporting = /^export\s+(?=(?:async\s+)?(?:function|class|const|let)\s+([A-Za-z_$][\w$]*))/gm;

/** One script of the module and all that it imports, each in a scope of its own. */
export function bundleScript(entry: string): string {
  const root = dirname(dirname(entry));
  const done = new Map<string, string>();
  add(resolve(entry), root, done, []);
  return `'use strict';\n(() => {\nconst modules = {};\n${[...done.values()].join('\n')}\n})();\n`;
}

function add(
  file: string,
  root: string,
  done: Map<string, string>,
  within: readonly string[],
): void {
  if (done.has(file)) return;
  if (within.includes(file)) throw new TypeError(`${file} imports itself`);
  const source = readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gm, '');
  for (const [, , path = ''] of source.matchAll(importing)) {
    add(join(dirname(file), path), root, done, [...within, file]);
  }
  done.set(file, moduleOf(file, root, source));
}

function moduleOf(file: string, root: string, source: string): string {
  const nameOf = (path: string): string => JSON.stringify(relative(root, path));
  const exported: string[] = [];
  const body = source
    .replaceAll(importing, (_all, names: string, path: string) => {
      const bound = names.replaceAll(/\s+as\s+/g, ': ');
      return `const {${bound}} = modules[${nameOf(join(dirname(file), path))}];\n`;
    })
    .replaceAll(exporting, (_all, name: string) => {
      exported.push(name);
      return '';
    })
    .replaceAll(/^export \{\};\n?/gm, '');
  if (/^\s*(?:import|export)\s/m.test(body)) {
    throw new TypeError(`${file} imports or exports in a way that cannot be put into one script`);
  }
  return `modules[${nameOf(file)}] = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();`;
}
