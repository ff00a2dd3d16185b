import { opendirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFile, LogFiles } from './core/crypto.ts';
import { fileBytesMax } from './core/inventory.ts';

/** A log folder, or the `log` of an evidence folder. */
export function logFolderIn(folder: string): string {
  const inner = join(folder, 'log');
  return isFile(join(folder, 'checkpoint')) || !isFolder(inner) ? folder : inner;
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

export const folderFiles = (folder: string): LogFiles => ({
  list: () => {
    const found: LogFile[] = [];
    walk(folder, '', found);
    return Promise.resolve(found.sort((left, right) => (left.path < right.path ? -1 : 1)));
  },
  read: async (path) => {
    try {
      const whole = join(folder, path);
      // It may have grown since it was listed.
      return statSync(whole).size > fileBytesMax ? undefined : await readFile(whole);
    } catch {
      // Gone, or not to be read: the core says so of a file that it needs.
      return undefined;
    }
  },
});

function walk(folder: string, prefix: string, found: LogFile[]): void {
  const directory = opendirSync(join(folder, prefix));
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) walk(folder, path, found);
      else if (entry.isFile()) found.push({ path, bytes: statSync(join(folder, path)).size });
      // A link leads out of the folder: it is no file of a log.
      else found.push({ path: `${path} (not a file)`, bytes: 0 });
    }
  } finally {
    directory.closeSync();
  }
}
