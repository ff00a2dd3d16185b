import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';

/** Where the gateway finds the built console. */
export const consoleFolder = (): string => projectFile('dist', 'console');

/** Everything that the result depends on; `package.json` pins the versions of what builds it. */
const sources = ['web', 'client', 'audit/verify/core', 'package.json'] as const;
const hashFile = 'source.sha256';

/** Builds the console where its source has changed since; false where it has not. */
export async function buildConsole(): Promise<boolean> {
  const target = consoleFolder();
  const hash = sourceHash();
  if (builtHash(target) === hash) return false;
  // Built aside and moved in one step: a gateway that starts meanwhile finds the old one or the new.
  const aside = mkdtempSync(`${target}-`);
  try {
    await bundle(join(aside, 'new'));
    writeFileSync(join(aside, 'new', hashFile), hash);
    if (existsSync(target)) renameSync(target, join(aside, 'old'));
    moveTo(join(aside, 'new'), target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return true;
}

/** Somebody who builds at the same moment may have been first; theirs is as good. */
function moveTo(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    cpSync(from, to, { recursive: true, force: true });
  }
}

const builtHash = (folder: string): string | undefined => {
  const file = join(folder, hashFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesBelow(projectFile(...source.split('/'))))) {
    const bytes = readFileSync(path);
    hash.update(`${relative(projectFile(), path)}\0${String(bytes.length)}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function filesBelow(path: string): readonly string[] {
  if (path.endsWith('.json')) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The bundler is no part of a production image, so it is loaded only where it is needed. */
async function bundle(folder: string): Promise<void> {
  const { build } = await import('vite');
  await build({
    root: projectFile('web'),
    configFile: false,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2023',
      // Data addresses would need a wider content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}
