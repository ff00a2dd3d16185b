import { z } from 'zod';
import { CommandFailure, defineCommand, type CommandContext } from '../../cli/command.ts';
import { count, json, noWords } from '../../cli/options.ts';
import { proveLog, type LogPlan, type LogProof } from './proveLog.ts';
import { openLogSite } from './site.ts';

const input = z.object({
  times: count('kills', 1_000).optional(),
  quick: z.boolean().default(false),
  json,
  words: noWords,
});
type Input = z.output<typeof input>;

export const takeoverMsMax = 5_000;
export const entriesPerSecondMin = 5_000;

/** `npm run proof:log`: the log never forks, and loses or doubles no entry, whoever is killed. */
export const logProof = defineCommand({
  name: 'proof:log',
  summary: 'Kills the sequencer of the audit log under load; no entry may be lost or doubled.',
  details: [
    'Run it with npm run proof:log -- --times N.',
    'Two processes of governance share a database and a folder; crm, finance and supply-chain witness.',
    'Ends with 1 where the log forks, an entry is missing or twice in it, or it is too slow.',
  ],
  options: {
    times: { type: 'string', value: 'N', says: 'Kills; 20 unless said.' },
    quick: { type: 'boolean', says: 'Three kills in a short time; time is not judged.' },
  },
  input,
  run: async (given, context) => {
    const began = context.clock.now().getTime();
    const proof = await prove(given, context);
    const seconds = Math.round((context.clock.now().getTime() - began) / 1_000);
    const complaints = complaintsOf(proof, given.quick);
    const answer = { ...proof, seconds };
    if (complaints.length > 0) {
      throw new CommandFailure(['The log does not hold.', ...complaints].join('\n'), {
        answer: { ...answer, complaints },
      });
    }
    if (given.json) context.print(JSON.stringify(answer, null, 2));
    else for (const line of linesOf(proof)) context.print(line);
  },
});

async function prove({ times, quick }: Input, context: CommandContext): Promise<LogProof> {
  const plan: LogPlan = {
    ...(quick ? { seconds: 3, kills: times ?? 3 } : { seconds: 20, kills: times ?? 20 }),
    ...{ writers: 2, pace: 1_000 },
    report: (state) => context.terminal?.write(`\r  ${state.padEnd(40)}`),
  };
  const site = await openLogSite(context.environment);
  context.onInterrupt(() => void site.remove());
  try {
    return await proveLog(site, plan);
  } finally {
    await site.remove();
  }
}

/** What a proof must not show. */
export function complaintsOf(proof: LogProof, isQuick: boolean): readonly string[] {
  const must: readonly (readonly [boolean, string])[] = [
    [proof.lost === 0, `${String(proof.lost)} entries are lost`],
    [proof.doubled === 0, `${String(proof.doubled)} entries are in the log twice`],
    [proof.strange === 0, `${String(proof.strange)} entries were written by nobody`],
    [proof.forks === 0, `${String(proof.forks)} checkpoints belong to another log`],
    [proof.gaps === 0, `${String(proof.gaps)} entries do not follow from the one before`],
    [proof.cosignatures >= 2, 'the newest checkpoint has no quorum'],
    [
      isQuick || proof.takeoverMs.worst <= takeoverMsMax,
      `a takeover took ${String(proof.takeoverMs.worst)} ms, over ${String(takeoverMsMax)}`,
    ],
    [
      isQuick || proof.entriesPerSecond >= entriesPerSecondMin,
      `${String(proof.entriesPerSecond)} entries a second, under ${String(entriesPerSecondMin)}`,
    ],
  ];
  return must.flatMap(([holds, complaint]) => (holds ? [] : [complaint]));
}

const linesOf = (proof: LogProof): readonly string[] => [
  `${String(proof.entries)} entries under ${String(proof.checkpoints)} checkpoints: none lost, none twice, no fork.`,
  `${String(proof.kills)} kills of the sequencer; takeover ${String(proof.takeoverMs.median)} ms (worst ${String(proof.takeoverMs.worst)} ms).`,
  `${String(proof.entriesPerSecond)} entries a second at saturation.`,
];
