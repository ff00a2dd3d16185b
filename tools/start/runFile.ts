import { rmSync } from 'node:fs';
import { z } from 'zod';
import { mode } from '../../lib/config.ts';
import type { DataFolder } from './dataFolder.ts';
import { readJsonFile, replaceFile } from './files.ts';

/** `DIR/run.json`: what runs now, for scripts and for the command line. Readable by its owner alone. */
const RunFile = z.object({
  url: z.string(),
  mode,
  stores: z.array(z.string()),
  supervisor: z.object({ pid: z.number() }),
  processes: z.record(z.string(), z.object({ pid: z.number().nullable(), url: z.string() })),
  databases: z.record(z.string(), z.object({ port: z.number(), name: z.string() })),
  issuer: z.object({ url: z.string(), demonstration: z.boolean() }),
  /** Stops and restarts parts, and registers documents in development mode; the token is its key. */
  control: z.object({ url: z.string(), token: z.string() }),
});
export type RunFile = Readonly<z.output<typeof RunFile>>;

export const readRunFile = (folder: DataFolder): RunFile | undefined =>
  readJsonFile(folder.runFile, RunFile);

export const writeRunFile = (folder: DataFolder, content: RunFile): void => {
  replaceFile(folder.runFile, `${JSON.stringify(content, null, 2)}\n`);
};

export const removeRunFile = (folder: DataFolder): void => {
  rmSync(folder.runFile, { force: true });
};
