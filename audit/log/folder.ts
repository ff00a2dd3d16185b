import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

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

export function createLogFolder(place: string, suffix: string): LogFolder {
  const root = resolve(place);
  const unsettled = new Set<string>();
  const made = new Set<string>();
  const ensure = async (folder: string): Promise<void> => {
    if (made.has(folder)) return;
    if (folder === root) {
      await mkdir(root, { recursive: true, mode: 0o700 });
    } else {
      await ensure(dirname(folder));
      await makeFolder(folder);
      unsettled.add(dirname(folder));
    }
    made.add(folder);
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

/** One level: made recursively, a read-only disk would be reported as a folder that is missing. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
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
