import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { MalformedError } from '../../../../audit/malformed.ts';
import { parseTrust, type Trust } from '../../../../audit/watch/trust.ts';
import type { ReadFile } from '../../../../audit/tree/tiles.ts';
import { gatewayLog } from '../../../audit/gatewayLog.ts';
import { logFolder } from '../../../audit/readLog.ts';
import { watchFiles } from '../../../audit/watch/stateFile.ts';
import { lookOnce, type Look, type WatchLogInput } from '../../../audit/watch/watchLog.ts';
import { dataFolder } from '../../../start/dataFolder.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../../command.ts';
import {
  count,
  dataFolderText,
  dataOption,
  json,
  logOption,
  noWords,
  persona,
  personaOption,
  url,
  urlOption,
} from '../../options.ts';
import { personaToken } from '../../personaToken.ts';
import { runningInstallation } from '../../supervisor.ts';

const input = z.object({
  words: noWords,
  json,
  once: z.boolean().default(false),
  trust: z.string().min(1).default('trust.json'),
  state: z.string().min(1).default('audit-watch.json'),
  every: count('seconds', 3_600).default(10),
  url,
  log: z.string().min(1).optional(),
  'token-file': z.string().min(1).optional(),
  as: persona.default('auditor'),
  data: dataFolderText,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'audit watch',
  summary: 'Watches that the audit log only grows, as a witness of your own.',
  details: [
    'Keeps the last checkpoint that it accepted, and cosigns it with a key of your own beside it.',
    'Ends with exit code 1 and the word FORK where the log contradicts itself.',
  ],
  options: {
    once: { type: 'boolean', says: 'Look once and end.' },
    trust: {
      type: 'string',
      value: 'FILE',
      says: 'The keys that you pin; trust.json unless said.',
    },
    state: {
      type: 'string',
      value: 'FILE',
      says: 'What you saw last; audit-watch.json unless said. Keep it apart from the log.',
    },
    every: { type: 'string', value: 'SECONDS', says: 'How often to look; 10 unless said.' },
    url: urlOption,
    log: logOption,
    'token-file': {
      type: 'string',
      value: 'FILE',
      says: 'An access token of an auditor, read before each look.',
    },
    as: personaOption,
    data: dataOption,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const trust = trustIn(given.trust);
  const watching: WatchLogInput = {
    ...{ trust, clock: context.clock },
    files: watchFiles(given.state, trust.origin),
  };
  const source = sourceOf(given, context);
  if (given.once) {
    const look = await untilWitnessed(() => lookFrom(watching, source));
    if (look.observation.kind !== 'accepted') throw notAccepted(look);
    report(look, given.json, context);
    return;
  }
  await forever(watching, source, given, context);
}

function trustIn(path: string): Trust {
  if (!existsSync(path)) throw new UsageError(`--trust: there is no file ${path}`);
  try {
    return parseTrust(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof MalformedError) throw new UsageError(`--trust: ${error.message}`);
    throw error;
  }
}

/** Where the log is read; a token lives shorter than a watch, so each look may ask for another. */
function sourceOf(given: Input, context: CommandContext): () => Promise<ReadFile> {
  const { log, 'token-file': tokenFile, as, data } = given;
  if (log !== undefined) return () => Promise.resolve(logFolder(log));
  const folder = dataFolder(data);
  const address = given.url ?? runningInstallation(folder).url;
  return async () => {
    const token =
      tokenFile === undefined
        ? (await personaToken(folder, as, context.clock.now())).token
        : readFileSync(tokenFile, 'utf8').trim();
    return gatewayLog({ url: address.replace(/\/$/, ''), token });
  };
}

const lookFrom = async (watching: WatchLogInput, source: () => Promise<ReadFile>): Promise<Look> =>
  lookOnce(watching, await source());

const cosigningTries = 5;

/** A checkpoint is published a moment before its witnesses have answered. */
async function untilWitnessed(look: () => Promise<Look>): Promise<Look> {
  for (let tries = 1; ; tries += 1) {
    const found = await look();
    if (found.observation.kind !== 'unwitnessed' || tries === cosigningTries) return found;
    await pause(1_000);
  }
}

async function forever(
  watching: WatchLogInput,
  source: () => Promise<ReadFile>,
  given: Input,
  context: CommandContext,
): Promise<void> {
  const ending = new AbortController();
  context.onInterrupt(() => {
    ending.abort();
  });
  while (!ending.signal.aborted) {
    try {
      const look = await lookFrom(watching, source);
      if (look.observation.kind === 'fork') throw notAccepted(look);
      report(look, given.json, context);
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.answer !== undefined) throw error;
      context.remark(error.message);
    }
    await pause(given.every * 1_000, ending.signal);
  }
}

const pause = (milliseconds: number, ending?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    ending?.addEventListener('abort', done, { once: true });
  });

function report(look: Look, asJson: boolean, context: CommandContext): void {
  const { observation, line, newKey } = look;
  if (newKey !== undefined) context.remark(`Your own witness key, for others to pin: ${newKey}`);
  if (asJson) context.print(JSON.stringify({ ...facts(observation), line }));
  else if (observation.kind === 'accepted') context.print(line);
  else context.remark(line);
}

const facts = (observation: Look['observation']): object => {
  if (observation.kind !== 'accepted') return observation;
  const { kind, size, cosignedBy, grownBy, operators, cosignedAt, seen } = observation;
  return { kind, size, root: seen.root, cosignedBy, grownBy, operators, cosignedAt };
};

function notAccepted({ line, evidence, observation }: Look): CommandFailure {
  const where = evidence === undefined ? '' : ` Both checkpoints that the log signed: ${evidence}`;
  return new CommandFailure(`${line}${where}`, {
    answer: { ...facts(observation), line, evidence },
  });
}
