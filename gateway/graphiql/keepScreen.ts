import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeepScreen } from './doors.ts';

/** Writes new files into the folder of screens; what is there is never written over. */
export const keepingScreens =
  (folder: string): KeepScreen =>
  (file, text) => {
    try {
      writeFileSync(join(folder, file), text, { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  };
