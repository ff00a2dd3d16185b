import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { noteCosigner, noteText, type NoteCosigner } from '../../../audit/note/signedNote.ts';
import type { Observation, Seen } from '../../../audit/watch/observe.ts';
import { generateProcessKeys, readProcessKeys, writeProcessKeys } from '../../../lib/keys.ts';
import { CommandFailure } from '../../cli/command.ts';
import { replaceFile } from '../../start/files.ts';

const State = z.object({
  format: z.literal(1),
  origin: z.string(),
  size: z.number().int().min(0),
  root: z.string().length(44),
  note: z.string(),
  /** When it was accepted. */
  at: z.string(),
});
export type State = Readonly<z.output<typeof State>>;

/** Files of an auditor's witness, each readable by its owner alone. */
export interface WatchFiles {
  readonly last: () => State | undefined;
  readonly keep: (seen: Seen, at: Date) => void;
  /** The checkpoint with the log's signature and the auditor's. */
  readonly keepCosigned: (text: string, lines: readonly string[]) => void;
  /** Both notes of a contradiction; answers the file's path. */
  readonly keepEvidence: (observation: Extract<Observation, { kind: 'fork' }>) => string;
  /** The auditor's key; `made` at its first use. */
  readonly cosigner: () => { readonly cosigner: NoteCosigner; readonly made: boolean };
}

/** A state that is there but cannot be read is never taken for none: it is what the auditor knows. */
export function watchFiles(path: string, origin: string): WatchFiles {
  const last = (): State | undefined => {
    if (!existsSync(path)) return undefined;
    const state = parsed(path);
    if (state === undefined) {
      throw new CommandFailure(`${path} is not what this command wrote; it is left as it is.`);
    }
    if (state.origin !== origin) {
      throw new CommandFailure(`${path} is of another log (${state.origin}).`);
    }
    return state;
  };
  return {
    last,
    keep: ({ size, root, note }, at) => {
      const state: State = { format: 1, origin, size, root, note, at: at.toISOString() };
      replaceFile(path, `${JSON.stringify(state, null, 2)}\n`);
    },
    keepCosigned: (text, lines) => {
      replaceFile(`${path}.cosigned`, noteText(text, lines));
    },
    keepEvidence: ({ note, why }) => {
      const evidence = { why, before: last()?.note, now: note };
      replaceFile(`${path}.fork`, `${JSON.stringify(evidence, null, 2)}\n`);
      return `${path}.fork`;
    },
    cosigner: () => {
      const file = `${path}.key`;
      const made = !existsSync(file);
      if (made) writeProcessKeys(file, generateProcessKeys());
      const keys = readProcessKeys(file);
      return { cosigner: noteCosigner(keys, `${origin}/auditor/${keys.public.kid}`), made };
    },
  };
}

function parsed(path: string): State | undefined {
  try {
    return State.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
