import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createLogFolder } from '../../../../audit/log/folder.ts';
import { exportSegment } from '../../../../audit/log/segment.ts';
import { MalformedError } from '../../../../audit/malformed.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../../command.ts';
import { dataFolderText, dataOption, json, noWords } from '../../options.ts';
import { lockFilesOf, ownLogFolder } from './logSite.ts';

const place = (name: string) =>
  z
    .string({ error: `say --${name} SEQ` })
    .regex(/^\d{1,15}$/, { message: 'must be the number of an entry' })
    .transform(Number);

const input = z.object({
  words: noWords,
  json,
  out: z.string({ error: 'say --out DIR' }).min(1),
  from: place('from'),
  to: place('to'),
  log: z.string().min(1).optional(),
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'audit export',
  summary: "Writes a part of the log into a folder of the log's own layout, and verifies it.",
  details: ['Whole bundles of 256 entries, with the tiles that lead to the newest checkpoint.'],
  options: {
    out: { type: 'string', value: 'DIR', says: 'Where to; a new folder.' },
    from: { type: 'string', value: 'SEQ', says: 'The first entry.' },
    to: { type: 'string', value: 'SEQ', says: 'The last entry.' },
    log: {
      type: 'string',
      value: 'DIR',
      says: "The log's folder; that of the data folder unless said.",
    },
    data: dataOption,
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const root = ownLogFolder(given, context);
  const { manifest, hash } = await segmentOf(root, given.out, given.from, given.to);
  const { from, to, files } = manifest;
  if (given.json) context.print(JSON.stringify({ out: given.out, from, to, segment: hash }));
  else {
    context.print(
      `Entries ${String(from)} to ${String(to)} are in ${given.out}: ${String(files.length)} files, verified against the checkpoint of ${String(manifest.size)}.`,
    );
    context.print(`segment.json: ${hash}`);
  }
}

/** Exports and verifies; a log that does not hold is said so. */
export async function segmentOf(
  root: string,
  out: string,
  from: number,
  to: number,
): ReturnType<typeof exportSegment> {
  const suffix = randomUUID();
  try {
    return await exportSegment({
      log: createLogFolder(root, suffix),
      out: createLogFolder(out, suffix),
      ...{ from, to, beside: lockFilesOf(root) },
    });
  } catch (cause) {
    if (!(cause instanceof MalformedError)) throw cause;
    throw new CommandFailure(`Nothing was exported: ${cause.message}.`, { cause });
  }
}
