import { join } from 'node:path';
import { z } from 'zod';
import { giveOrder, retirable } from '../../../../audit/log/order.ts';
import { defineCommand, type CommandContext } from '../../command.ts';
import { dataFolderText, dataOption, json, noWords } from '../../options.ts';
import { segmentOf } from './export.ts';
import { awaitOrder, onLog, ownLogFolder } from './logSite.ts';

const duration = /^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/;

const input = z.object({
  words: noWords,
  json,
  keep: z
    .string({ error: 'say --keep DURATION, such as P6Y' })
    .refine((text) => duration.test(text) && text !== 'P', {
      message: 'must be a duration in years, months and days, such as P6Y or P18M',
    }),
  out: z.string({ error: 'say --out DIR' }).min(1),
  log: z.string().min(1).optional(),
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'audit retention',
  summary: 'Retires the bodies of old entries, after they were exported and verified.',
  details: [
    'Bodies of whole bundles older than --keep go out as a segment and leave the log; headers and',
    'tiles stay, so that the log still verifies. An admin.retention entry names what was retired.',
  ],
  options: {
    keep: { type: 'string', value: 'DURATION', says: 'How long bodies are kept, such as P6Y.' },
    out: { type: 'string', value: 'DIR', says: 'Where segments go, a folder each.' },
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

/** The instant that lies this duration before `now`. */
export function before(now: Date, keep: string): Date {
  const [years = 0, months = 0, days = 0] = (duration.exec(keep) ?? [])
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const then = new Date(now);
  then.setUTCFullYear(then.getUTCFullYear() - years, then.getUTCMonth() - months);
  then.setUTCDate(then.getUTCDate() - days);
  return then;
}

const digits = (seq: number): string => String(seq).padStart(12, '0');

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const { keep } = given;
  await onLog(given.data, context, async (log) => {
    const range = await retirable(log.db, before(context.clock.now(), keep));
    if (range === undefined) {
      const nothing = { retired: null };
      context.print(given.json ? JSON.stringify(nothing) : `Nothing is older than ${keep}.`);
      return;
    }
    const { from, to } = range;
    const out = join(given.out, `${digits(from)}-${digits(to)}`);
    const { hash } = await segmentOf(ownLogFolder(given, context), out, from, to);
    const { entryId } = await giveOrder(log, {
      type: 'admin.retention',
      members: { action: 'retire', from, to, keep, segment: hash },
      subject: null,
    });
    await awaitOrder(log, entryId);
    if (given.json) {
      context.print(JSON.stringify({ retired: { from, to, out, segment: hash, entryId } }));
      return;
    }
    context.print(
      `Bodies of entries ${String(from)} to ${String(to)} are in ${out} and left the log.`,
    );
    context.print(`The log says so under ${entryId}.`);
  });
}
