import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { projectFile } from '../../../lib/projectRoot.ts';
import { profileSummary } from '../../shared/profile.ts';
import type { ScreenName } from '../screens/benchScreen.ts';

/** CPU profiles of the product's processes while they are under load. */
export interface Profiler {
  /** What makes Node load the part that profiles. */
  readonly nodeOptions: string;
  /** Starts, or ends and writes, the profile of each process. */
  readonly toggle: (pids: readonly number[]) => void;
  /** Puts the profiles of a screen into folders of their own and tells where the time went. */
  readonly collect: (screen: ScreenName, count: number) => Promise<readonly string[]>;
}

const writtenMs = 10_000;

export function createProfiler(folder: string): Profiler {
  const inbox = join(folder, 'written');
  rmSync(inbox, { recursive: true, force: true });
  const hook = pathToFileURL(projectFile('dist', 'bench', 'screens', 'profiling', 'main.js'));
  hook.searchParams.set('folder', inbox);
  const files = (): readonly string[] => (existsSync(inbox) ? readdirSync(inbox) : []);
  return {
    nodeOptions: `--import=${hook.href}`,
    toggle: (pids) => {
      for (const pid of pids) process.kill(pid, 'SIGUSR2');
    },
    collect: async (screen, count) => {
      const giveUpAt = Date.now() + writtenMs;
      while (files().length < count && Date.now() < giveUpAt) await pause(100);
      const programs = new Set(files().map((file) => file.replace(/(-\d+){2}\.cpuprofile$/, '')));
      return [...programs].sort().flatMap((program) => {
        const own = join(folder, `${screen}-${program}`);
        rmSync(own, { recursive: true, force: true });
        mkdirSync(own, { recursive: true });
        for (const file of files().filter((name) => name.startsWith(`${program}-`))) {
          renameSync(join(inbox, file), join(own, file));
        }
        return [`own time, ${own}:`, ...profileSummary(own)];
      });
    },
  };
}
