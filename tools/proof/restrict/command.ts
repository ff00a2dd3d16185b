import { z } from 'zod';
import { CommandFailure, defineCommand } from '../../cli/command.ts';
import { count, json, noWords } from '../../cli/options.ts';
import { startTemporarily } from '../temporaryInstallation.ts';
import { proveRestrict, type RestrictPlan, type RestrictProof } from './proveRestrict.ts';

const input = z.object({
  presses: count('presses', 1_000).optional(),
  reads: count('reads', 100_000).optional(),
  quick: z.boolean().default(false),
  json,
  words: noWords,
});

type Sizes = Pick<RestrictPlan, 'presses' | 'saturationMs' | 'share' | 'reads'>;

const full: Sizes = { presses: 100, saturationMs: 15_000, share: 0.7, reads: 10_000 };
/** What a test does in a few seconds; on a busy machine it judges no time. */
export const quickRestrict: Sizes = { presses: 3, saturationMs: 1_000, share: 0.5, reads: 200 };

/** `npm run proof:restrict`: from the press to the last byte in under a second, and nothing after. */
export const restrictProof = defineCommand({
  name: 'proof:restrict',
  summary:
    'Restricts a field again and again under load; nothing of it may leave once it is in effect.',
  details: [
    'Run it with npm run proof:restrict -- --presses N.',
    'Starts an installation of its own, measures what it can answer, and at 70 % of that restricts and',
    'lifts PostalAddress.lines for care agents while they look at it. Ends with 1 where the last byte',
    'took a second or more (p99), or the field was released after lock.effective.',
  ],
  options: {
    presses: { type: 'string', value: 'N', says: 'How often it is restricted; 100 unless said.' },
    reads: { type: 'string', value: 'N', says: 'Reads around one restriction; 10000 unless said.' },
    quick: { type: 'boolean', says: 'A few presses; time is not judged.' },
  },
  input,
  run: async ({ presses, reads, quick, json: asJson }, context) => {
    const sizes = quick ? quickRestrict : full;
    const plan: RestrictPlan = {
      ...sizes,
      presses: presses ?? sizes.presses,
      reads: reads ?? sizes.reads,
      now: () => performance.now(),
      report: (state) => context.terminal?.write(`\r  ${state.padEnd(40)}`),
    };
    const installation = await startTemporarily(context);
    try {
      const { url } = installation.run();
      const proof = await proveRestrict(installation.folder, url, plan, context);
      const complaints = complaintsOf(proof, quick);
      if (complaints.length > 0) {
        throw new CommandFailure(complaints.join('\n'), { answer: { ...proof, complaints } });
      }
      if (asJson) context.print(JSON.stringify(proof, null, 2));
      else for (const line of linesOf(proof)) context.print(line);
    } finally {
      await installation.remove();
    }
  },
});

const lastByteMsMax = 1_000;

export function complaintsOf(proof: RestrictProof, quick: boolean): readonly string[] {
  const { pressToLastByteMs, clearAfter, around, releasesAfter } = proof;
  return [
    ...(!quick && pressToLastByteMs.p99 >= lastByteMsMax
      ? [`The last byte took ${String(pressToLastByteMs.p99)} ms (p99).`]
      : []),
    ...(clearAfter + around.clearAfter > 0
      ? [
          `${String(clearAfter + around.clearAfter)} answers showed the field once it was in effect.`,
        ]
      : []),
    ...(releasesAfter > 0
      ? [`The log holds ${String(releasesAfter)} releases after lock.effective.`]
      : []),
    ...(around.clearBefore === 0 ? ['Nothing was shown before: the proof proves nothing.'] : []),
  ];
}

const linesOf = (proof: RestrictProof): readonly string[] => {
  const { pressToLastByteMs: last, pressToEffectiveMs: effective, around } = proof;
  return [
    `${String(proof.presses)} presses at ${String(proof.pace)} requests a second (saturation ${String(proof.saturation)}).`,
    `Press to last byte: ${String(last.p50)} ms median, ${String(last.p99)} ms p99, ${String(last.max)} ms at most.`,
    `Press to lock.effective: ${String(effective.p50)} ms median, ${String(effective.p99)} ms p99.`,
    `Shown after it was in effect: ${String(proof.clearAfter)} of ${String(proof.reads)}; around one restriction ${String(around.clearAfter)} of ${String(around.reads)}.`,
    `Releases in the log after lock.effective: ${String(proof.releasesAfter)} of ${String(proof.releasesLookedAt)} looked at.`,
  ];
};
