import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFile } from '../../../lib/projectRoot.ts';
import { dataFolder } from '../../start/dataFolder.ts';
import type { RunFile } from '../../start/runFile.ts';
import { CommandFailure, type CommandContext } from '../command.ts';
import { documentNames, localDocument, type DocumentKind } from '../documents.ts';
import { runningInstallation } from '../supervisor.ts';
import { missingStoresOn } from './availability.ts';

const Registration = z.object({
  name: z.string().optional(),
  documentId: z.string().optional(),
  violations: z
    .array(
      z.object({
        coordinate: z.string(),
        message: z.string(),
        allowedFor: z.array(z.string()),
      }),
    )
    .default([]),
});

interface DevelopInput {
  readonly watch: boolean;
  readonly json: boolean;
  readonly data: string;
}

const folders: readonly { readonly kind: DocumentKind; readonly path: string }[] = [
  { kind: 'screen', path: projectFile('screens') },
  { kind: 'command', path: projectFile('screens', 'commands') },
];

/** An editor's save is several events: one registration a file follows when it has been still. */
const settleMs = 60;

/** Registers every screen on the running gateway, and with `--watch` again whenever one is saved. */
export async function develop(given: DevelopInput, context: CommandContext): Promise<void> {
  const folder = dataFolder(given.data);
  const run = runningInstallation(folder);
  const missingStores = await missingStoresOn(folder);
  let faulty = 0;
  for (const { kind } of folders) {
    for (const name of documentNames(kind)) {
      const document = localDocument(kind, name);
      if ((await missingStores(document)).length > 0) continue;
      const { file, text } = document;
      if (!(await register(run, file, text, given.json, context))) faulty += 1;
    }
  }
  if (!given.watch) {
    if (faulty > 0) throw new CommandFailure(`${String(faulty)} screen(s) were refused.`);
    return;
  }
  context.remark('Watching screens; Ctrl-C ends.');
  await watchUntilInterrupted(run, given, context);
}

function watchUntilInterrupted(
  run: RunFile,
  given: DevelopInput,
  context: CommandContext,
): Promise<void> {
  const timers = new Map<string, NodeJS.Timeout>();
  const saved = (file: string): void => {
    clearTimeout(timers.get(file));
    timers.set(
      file,
      setTimeout(() => {
        timers.delete(file);
        void registerSaved(run, file, given.json, context);
      }, settleMs),
    );
  };
  const watchers = folders.map(({ path }) =>
    watch(path, (_event, name) => {
      if (name?.endsWith('.graphql') === true) saved(join(path, name));
    }),
  );
  return new Promise((resolve) => {
    context.onInterrupt(() => {
      for (const watcher of watchers) watcher.close();
      for (const timer of timers.values()) clearTimeout(timer);
      resolve();
    });
  });
}

async function registerSaved(
  run: RunFile,
  file: string,
  asJson: boolean,
  context: CommandContext,
): Promise<void> {
  try {
    await register(run, file, readFileSync(file, 'utf8'), asJson, context);
  } catch (error) {
    // A file that was deleted or a gateway that restarts: the next save tries again.
    context.remark(`${file}: ${error instanceof Error ? error.message : 'failed'}`);
  }
}

/** True where the gateway took the screen; else says which field fails and which purpose may have it. */
async function register(
  run: RunFile,
  file: string,
  text: string,
  asJson: boolean,
  context: CommandContext,
): Promise<boolean> {
  const begun = performance.now();
  const response = await fetch(`${run.url}/dev/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${run.control.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new CommandFailure(`The gateway does not answer at ${run.url}.`, { cause });
  });
  const answer = Registration.parse(await response.json());
  const ms = Math.round(performance.now() - begun);
  if (asJson) {
    context.print(JSON.stringify({ file, ...answer, ms }));
    return answer.violations.length === 0;
  }
  if (answer.violations.length === 0) {
    context.print(
      `${answer.name ?? file} registered in ${String(ms)} ms  ${answer.documentId ?? ''}`,
    );
    return true;
  }
  context.print(`${file} refused`);
  for (const { coordinate, message, allowedFor } of answer.violations) {
    const purposes = allowedFor.length === 0 ? '' : `; allowed for ${allowedFor.join(', ')}`;
    context.print(`  ${coordinate}: ${message}${purposes}`);
  }
  return false;
}
