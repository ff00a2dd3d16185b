import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The log's files. Each is there whole or not at all. */
export interface LogFolder {
  readonly root: string;
  readonly read: (path: string) => Promise<Buffer | undefined>;
  /** Durable once `settle` has resolved. Replaces what was there. */
  readonly put: (path: string, bytes: Uint8Array | string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Makes the names of what was put durable. */
  readonly settle: () => Promise<void>;
}

const absent = new Set(['ENOENT', 'ENOTDIR']);

export function createLogFolder(root: string, suffix: string): LogFolder {
  const unsettled = new Set<string>();
  const made = new Set<string>();
  const ensure = async (folder: string): Promise<void> => {
    if (made.has(folder)) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let each = folder; !made.has(each); each = dirname(each)) {
      made.add(each);
      if (each === root) break;
      unsettled.add(dirname(each));
    }
  };
  return {
    root,
    read: async (path) => {
      try {
        return await readFile(join(root, path));
      } catch (error) {
        if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
        throw error;
      }
    },
    put: async (path, bytes) => {
      const whole = join(root, path);
      await ensure(dirname(whole));
      const draft = `${whole}.${suffix}.tmp`;
      try {
        await writeDurably(draft, bytes);
        await rename(draft, whole);
      } catch (error) {
        made.clear();
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
      unsettled.add(dirname(whole));
    },
    remove: async (path) => {
      await rm(join(root, path), { recursive: true, force: true });
      for (const folder of made) if (folder.startsWith(join(root, path))) made.delete(folder);
    },
    settle: async () => {
      const folders = [...unsettled];
      unsettled.clear();
      await Promise.all(folders.map(syncFolder));
    },
  };
}

async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch((error: unknown) => {
    // A folder of partial files is removed once the whole file is there.
    if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  });
  if (folder === undefined) return;
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
