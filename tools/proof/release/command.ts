import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFile } from '../../../lib/projectRoot.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../../cli/command.ts';
import { localDocument } from '../../cli/documents.ts';
import { count, json, noWords } from '../../cli/options.ts';
import { personaToken } from '../../cli/personaToken.ts';
import { textTable } from '../../cli/textTable.ts';
import { randomFor } from '../../seed/random.ts';
import { secondGateway } from '../secondGateway.ts';
import { startTemporarily, type TemporaryInstallation } from '../temporaryInstallation.ts';
import { openLedger } from './ledger.ts';
import { startLoad } from './load.ts';
import { points } from './points.ts';
import { complaintsOf, proveRelease, type ReleaseProof } from './proveRelease.ts';
import { startStruck, type StruckGateway } from './struckGateway.ts';

const screen = 'customer-360';
const persona = 'account-manager';
const clients = 8;

/** `npm run proof:release`: no byte of a value leaves before its release is durable. */
export const releaseProof = defineCommand({
  name: 'proof:release',
  summary:
    'Kills the gateway at the six points of a response under load; no unreleased byte may be seen.',
  details: [
    'Run it with npm run proof:release -- --times N.',
    'Starts an installation of its own with synthetic data, and removes it afterwards.',
    'Ends with 1 where a client has a byte of values whose release is not durable.',
  ],
  options: {
    times: {
      type: 'string',
      value: 'N',
      says: 'Kills at each of the six points; 100 unless said.',
    },
  },
  input: z.object({ times: count('kills', 1_000).default(100), json, words: noWords }),
  run: async ({ times, json: asJson }, context) => {
    const installation = await startTemporarily(context);
    try {
      const began = context.clock.now().getTime();
      const proof = await prove(installation, times, context);
      const seconds = Math.round((context.clock.now().getTime() - began) / 1_000);
      const answer = { points: proof, ...sumsOf(proof), seconds };
      const complaints = complaintsOf(proof, times);
      if (complaints.length > 0) {
        throw new CommandFailure(['The gate does not hold.', ...complaints].join('\n'), {
          answer: { ...answer, complaints },
        });
      }
      if (asJson) context.print(JSON.stringify(answer, null, 2));
      else for (const line of tableOf(proof)) context.print(line);
    } finally {
      await installation.remove();
    }
  },
});

async function prove(
  installation: TemporaryInstallation,
  times: number,
  context: CommandContext,
): Promise<ReleaseProof> {
  const { folder } = installation;
  const run = installation.run();
  const bodies = bodiesFor(readExamples(folder));
  const environment = { ...secondGateway(folder, run), SCREENS: oneScreen(folder.root) };
  const ledger = await openLedger(folder, run.databases.governance?.port ?? 0);
  const random = randomFor(1, 'proof:release');
  const running: StruckGateway[] = [];
  context.onInterrupt(() => {
    for (const gateway of running) gateway.end();
  });
  try {
    const site = {
      ledger,
      start: async (point: (typeof points)[number], after: number) => {
        const gateway = await startStruck(environment, point, after);
        running.push(gateway);
        return gateway;
      },
      // The whole proof takes longer than a token lasts.
      load: async (url: string) => {
        const { token } = await personaToken(folder, persona, context.clock.now());
        return startLoad(url, { authorization: `Bearer ${token}`, bodies }, clients);
      },
      draw: (max: number) => random.between(1, max),
      now: () => context.clock.now(),
      report: (state: string) => context.terminal?.write(`\r  ${state.padEnd(70)}`),
    };
    return await proveRelease(site, times);
  } finally {
    for (const gateway of running) gateway.end();
    context.terminal?.write('\n');
    await ledger.close();
  }
}

/** The only screen that is asked for: a gateway that need not compile the others is up sooner. */
function oneScreen(root: string): string {
  const folder = join(root, 'proof-screens');
  mkdirSync(folder, { recursive: true });
  copyFileSync(projectFile('screens', `${screen}.graphql`), join(folder, `${screen}.graphql`));
  return folder;
}

const Examples = z.record(z.string(), z.record(z.string(), z.unknown()));

const readExamples = ({ examples }: TemporaryInstallation['folder']): z.output<typeof Examples> =>
  Examples.parse(JSON.parse(readFileSync(examples, 'utf8')));

/** A company and a person, in turn. */
const bodiesFor = (examples: z.output<typeof Examples>): readonly string[] =>
  [screen, `${screen}/natural-person`].map((name) =>
    JSON.stringify({
      documentId: localDocument('screen', screen).id,
      variables: examples[name] ?? {},
    }),
  );

const sumsOf = (proof: ReleaseProof) => {
  const all = points.map((point) => proof[point]);
  const sum = (pick: (one: (typeof all)[number]) => number): number =>
    all.reduce((total, one) => total + pick(one), 0);
  return {
    kills: sum(({ kills }) => kills),
    unreleased: sum(({ unreleased }) => unreleased),
    withoutEnd: sum(({ withoutEnd }) => withoutEnd),
    responses: sum(({ responses }) => responses),
  };
};

function tableOf(proof: ReleaseProof): readonly string[] {
  const rows = points.map((point) => {
    const { kills, responses, cutOff, unreleased, withoutEnd } = proof[point];
    return [point, ...[kills, responses, cutOff, unreleased, withoutEnd].map(String)];
  });
  const { kills, unreleased } = sumsOf(proof);
  return [
    ...textTable(['KILLED', 'KILLS', 'ANSWERS', 'CUT OFF', 'UNRELEASED', 'NO END'], rows),
    `${String(unreleased)} of ${String(kills)} kills let a byte out without a durable release.`,
  ];
}
