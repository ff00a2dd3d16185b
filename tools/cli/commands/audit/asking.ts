import { existsSync } from 'node:fs';
import { z } from 'zod';
import { dataFolder } from '../../../start/dataFolder.ts';
import { listedIn, type LogSource } from '../../../audit/copyLog.ts';
import { gatewayLog, listedBy } from '../../../audit/gatewayLog.ts';
import { logFolder } from '../../../audit/readLog.ts';
import type { ReadFile } from '../../../../audit/tree/tiles.ts';
import { askAs } from '../../askAs.ts';
import { CommandFailure, UsageError, type CommandContext, type OptionSpec } from '../../command.ts';
import { localDocument } from '../../documents.ts';
import { errorSentence } from '../../gatewayClient.ts';
import {
  dataFolderText,
  dataOption,
  persona,
  personaOption,
  url,
  urlOption,
} from '../../options.ts';
import { personaToken } from '../../personaToken.ts';
import { runningInstallation } from '../../supervisor.ts';

/** How an audit command reaches the gateway, as any caller does. */
export const askingOptions: Readonly<Record<string, OptionSpec>> = {
  as: { ...personaOption, says: `${personaOption.says} auditor unless said.` },
  url: urlOption,
  data: dataOption,
};
export const askingInput = { as: persona.default('auditor'), url, data: dataFolderText };

export interface Asking {
  readonly as: string;
  readonly url?: string | undefined;
  readonly data: string;
}

/** The data of a registered screen's answer; throws with the first error where there is one. */
export async function askScreen<Schema extends z.ZodType>(
  { as, url: address, data }: Asking,
  context: CommandContext,
  question: {
    readonly screen: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly answer: Schema;
  },
): Promise<z.output<Schema>> {
  const document = localDocument('screen', question.screen);
  const { variables } = question;
  const answer = await askAs(
    { document, as, variables, sources: false, data, url: address },
    context,
  );
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw new CommandFailure(errorSentence(error), { answer });
  const parsed = question.answer.safeParse(answer.data);
  if (!parsed.success)
    throw new CommandFailure(`The gateway withheld ${question.screen}.`, { answer });
  return parsed.data;
}

/**
 * Where the log's files are had: a copy that was named, the data folder of an installation on this
 * machine, else the gateway.
 */
export async function logSource(
  asking: Asking & { readonly log?: string | undefined },
  context: CommandContext,
): Promise<LogSource> {
  const { log, url: address, data } = asking;
  if (log !== undefined && !existsSync(log)) {
    throw new UsageError(`--log: there is no folder ${log}`);
  }
  const own = dataFolder(data).auditLog;
  const folder = log ?? (address === undefined && existsSync(own) ? own : undefined);
  if (folder !== undefined) return { read: logFolder(folder), list: listedIn(folder) };
  const read = await remoteLog(asking, context);
  return { read, list: () => listedBy(read) };
}

/** The log's files through the gateway. */
async function remoteLog(
  { as, url: address, data }: Asking,
  context: CommandContext,
): Promise<ReadFile> {
  const folder = dataFolder(data);
  const { token } = await personaToken(folder, as, context.clock.now());
  const base = (address ?? runningInstallation(folder).url).replace(/\/$/, '');
  return gatewayLog({ url: base, token });
}

/** `2026-11-24` (midnight, UTC) or an instant; answers ISO 8601 with milliseconds. */
export const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/, {
    message: 'must be a date or an instant such as 2026-11-24T08:00:00Z',
  })
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()), { message: 'must be a date that exists' })
  .transform((date) => date.toISOString());

export const ShownField = z.object({ coordinate: z.string(), form: z.string() });
