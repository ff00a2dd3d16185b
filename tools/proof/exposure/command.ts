import { spawn } from 'node:child_process';
import { z } from 'zod';
import { projectFile } from '../../../lib/projectRoot.ts';
import { Exposure } from '../../cli/commands/audit/exposure.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../../cli/command.ts';
import { json, noWords } from '../../cli/options.ts';
import { textTable } from '../../cli/textTable.ts';
import { withClient } from '../../postgres/provision.ts';
import { urlsOnPort } from '../../start/embeddedDatabases.ts';
import { ensureSecrets } from '../../start/secrets.ts';
import { startTemporarily, type TemporaryInstallation } from '../temporaryInstallation.ts';
import { incidentWindow, type LogPlan } from './plantedLog.ts';
import { isExact, questions, verdictOf, type Question, type Verdict } from './questions.ts';
import { seedLog } from './seedLog.ts';

/** `npm run proof:exposure`: an incident among a million entries is named exactly, in seconds. */
export const exposureProof = defineCommand({
  name: 'proof:exposure',
  summary: 'Plants an incident in a large log; audit exposure must name exactly the planted set.',
  details: [
    'Run it with npm run proof:exposure -- --entries N.',
    'Starts an installation of its own, puts N made-up entries beside its log, asks on the command',
    'line by actor, by screen and by window, and removes it afterwards. Ends with 1 where anybody is',
    'missing or named too much, or an answer takes 5 s or longer.',
  ],
  options: {
    entries: { type: 'string', value: 'N', says: 'How many entries; 1,000,000 unless said.' },
  },
  input: z.object({
    entries: z
      .string()
      .regex(/^\d{4,7}$/, { message: 'must be from 1,000 to 9,999,999' })
      .transform(Number)
      .default(1_000_000),
    json,
    words: noWords,
  }),
  run: async ({ entries, json: asJson }, context) => {
    const installation = await startTemporarily(context);
    try {
      const proof = await prove(installation, entries, context);
      const failed = proof.questions.filter((asked) => !asked.exact || asked.ms >= answerMsMax);
      if (failed.length > 0) {
        const by = failed.map((asked) => asked.by).join(', ');
        throw new CommandFailure(`Not exact, or too late: ${by}.`, { answer: proof });
      }
      if (asJson) context.print(JSON.stringify(proof, null, 2));
      else for (const line of linesOf(proof)) context.print(line);
    } finally {
      await installation.remove();
    }
  },
});

const answerMsMax = 5_000;
/** Far behind the places that the running log takes. */
const firstSeq = 1_000_000_000;

export interface ExposureProof {
  readonly entries: number;
  readonly seedSeconds: number;
  readonly questions: readonly (Verdict & {
    readonly by: Question['by'];
    readonly exact: boolean;
    /** The whole command line, its start and its sign-in included. */
    readonly ms: number;
    /** Of as many attempts the quickest counts: a busy machine may be late, and a cold one. */
    readonly attempts: readonly (number | 'refused')[];
  })[];
}

async function prove(
  installation: TemporaryInstallation,
  entries: number,
  { clock, terminal }: CommandContext,
): Promise<ExposureProof> {
  const plan: LogPlan = { entries, seed: 1, firstSeq, until: clock.now() };
  const port = installation.run().databases.governance?.port ?? 0;
  const { ownerUrl } = urlsOnPort('governance', port, ensureSecrets(installation.folder));
  terminal?.write('  Writing the log …\n');
  const began = performance.now();
  const planted = await withClient(ownerUrl, (client) => seedLog(client, plan, questions));
  const seedSeconds = Math.round((performance.now() - began) / 1_000);
  const asked: ExposureProof['questions'][number][] = [];
  for (const [question, expected] of planted) {
    const { found, ms, attempts } = await askThrice(installation, question, plan);
    const verdict = verdictOf(expected, found);
    asked.push({ by: question.by, exact: isExact(verdict), ms, attempts, ...verdict });
  }
  return { entries, seedSeconds, questions: asked };
}

interface Answered {
  readonly found: Exposure;
  readonly ms: number;
}

const attemptsMax = 3;

async function askThrice(
  installation: TemporaryInstallation,
  question: Question,
  plan: LogPlan,
): Promise<Answered & Pick<ExposureProof['questions'][number], 'attempts'>> {
  const attempts: (number | 'refused')[] = [];
  let best: Answered | undefined;
  while (attempts.length < attemptsMax) {
    const answered = await ask(installation, question, plan);
    attempts.push(answered?.ms ?? 'refused');
    if (answered !== undefined && answered.ms < (best?.ms ?? Infinity)) best = answered;
  }
  if (best === undefined) throw new CommandFailure('audit exposure was refused each time.');
  return { ...best, attempts };
}

/** Undefined where the command line was refused, as it is when the store answers too late. */
async function ask(
  { folder }: TemporaryInstallation,
  { options }: Question,
  plan: LogPlan,
): Promise<Answered | undefined> {
  const { from, to } = incidentWindow(plan);
  const words = ['audit', 'exposure', ...options, '--from', from, '--to', to];
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [projectFile('tools', 'referent.mjs'), ...words, '--json', '--data', folder.root],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) return undefined;
  return { found: Exposure.parse(JSON.parse(output)), ms: Math.round(performance.now() - began) };
}

const linesOf = ({ entries, seedSeconds, questions: asked }: ExposureProof): readonly string[] => [
  `${entries.toLocaleString('en-GB')} entries, written in ${String(seedSeconds)} s.`,
  ...textTable(
    ['ASKED BY', 'ANSWERS', 'PEOPLE', 'MISSING', 'TOO MUCH', 'TIME'],
    asked.map(({ by, entries: answers, people, missing, surplus, ms }) => [
      ...[by, String(answers), String(people), String(missing), String(surplus)],
      `${String(ms)} ms`,
    ]),
  ),
];
