import type { LogFile } from './files.ts';
import type { LogFolder } from './folder.ts';
import { LogRefused } from './state.ts';

const atOnce = 16;

/**
 * Writes what is not there yet. A whole file that says something else is never overwritten: somebody
 * changed the log, and a person has to look.
 */
export async function writeFiles(folder: LogFolder, files: readonly LogFile[]): Promise<void> {
  for (let at = 0; at < files.length; at += atOnce) {
    await Promise.all(files.slice(at, at + atOnce).map((file) => writeFile(folder, file)));
  }
  await folder.settle();
}

async function writeFile(folder: LogFolder, { path, bytes, isFinal }: LogFile): Promise<void> {
  if (isFinal) {
    const there = await folder.read(path);
    const wanted = Buffer.from(bytes);
    if (there?.equals(wanted) === true) return;
    if (there !== undefined && there.length >= wanted.length) {
      throw new LogRefused(`${path} in the log's folder says something else than the database`);
    }
  }
  await folder.put(path, bytes);
}

/** Partial files of a bundle or tile that is whole now. */
export async function removePartials(folder: LogFolder, files: readonly LogFile[]): Promise<void> {
  const whole = files.filter(({ path }) => !path.includes('.p/'));
  for (const { path } of whole) await folder.remove(`${path.replace(/\.jsonl$/, '')}.p`);
}
