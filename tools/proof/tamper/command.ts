import { z } from 'zod';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { CommandFailure, defineCommand } from '../../cli/command.ts';
import { count, json, noWords } from '../../cli/options.ts';
import { proveTamper, type TamperProof } from './proveTamper.ts';
import { timeVerifier, type TimedRun } from './timeVerifier.ts';

const input = z.object({
  changes: count('changes', 100_000).default(2_000),
  entries: count('entries', 100_000).default(10_000),
  timed: count('entries', 1_000_000).default(100_000),
  seed: count('seed', 2 ** 31).default(1),
  json,
  words: noWords,
});

const secondsMax = 60;
const compared = 50;

/** `npm run proof:tamper`: whatever is changed in the audit log is found. */
export const tamperProof = defineCommand({
  name: 'proof:tamper',
  summary: 'Changes, deletes, forges and forks an audit log; the verifier must find each.',
  details: [
    'Run it with npm run proof:tamper -- --changes N. The log is a synthetic one, under keys of its own.',
    'A change of one byte is verified with what was worked out of the other files before; some are',
    'verified a second time with nothing remembered, and the two reports must be equal.',
    'Ends with 1 where a change is not found.',
  ],
  options: {
    changes: { type: 'string', value: 'N', says: 'Changes of one byte; 2,000 unless said.' },
    entries: { type: 'string', value: 'N', says: 'Entries of that log; 10,000 unless said.' },
    timed: { type: 'string', value: 'N', says: 'Entries of the log that is timed; 100,000.' },
    seed: { type: 'string', value: 'N', says: 'Draws log and changes; 1 unless said.' },
  },
  input,
  run: async ({ changes, entries, timed, seed, json: asJson }, context) => {
    const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
    const report = (state: string): void => {
      context.terminal?.write(`\r  ${state.padEnd(40)}`);
    };
    const proof = await proveTamper({ policy, entries, changes, compared, seed, report });
    report('timing');
    const time = timeVerifier({ policy, entries: timed, seed });
    const complaints = complaintsOf(proof, time);
    const answer = { ...proof, time };
    if (complaints.length > 0) {
      throw new CommandFailure(['Not everything was found.', ...complaints].join('\n'), {
        answer: { ...answer, complaints },
      });
    }
    if (asJson) context.print(JSON.stringify(answer, null, 2));
    else for (const line of linesOf(proof, time)) context.print(line);
  },
});

/** What the proof does not show; nothing where it holds. */
export const complaintsOf = (
  { changes, comparedWithoutMemory, attacks }: TamperProof,
  time: TimedRun | undefined,
): readonly string[] => [
  ...changes.missed.map((missed) => `not found: ${missed}`),
  ...(comparedWithoutMemory.equal === comparedWithoutMemory.tried
    ? []
    : ['what was remembered differs from what is worked out anew']),
  ...attacks.filter(({ isFound }) => !isFound).map(({ attack }) => `not found: ${attack}`),
  ...(time === undefined ? [] : complaintsOfTime(time)),
];

const complaintsOfTime = (time: TimedRun): readonly string[] => [
  ...(time.namedForged ? [] : ['the forged decision was not named']),
  ...(time.seconds > secondsMax ? [`verifying took ${String(time.seconds)} s`] : []),
];

const linesOf = ({ changes, attacks, files, entries }: TamperProof, time: TimedRun) => [
  `${String(changes.found)} of ${String(changes.tried)} changes of one byte were found, over ${String(files)} files of ${String(entries)} entries.`,
  ...attacks.map(({ attack, found }) => `  found: ${attack} (${found[0] ?? ''})`),
  `${String(time.entries)} entries were verified in ${String(time.seconds)} s; the forged decision was named at ${String(time.forgedAt)}.`,
];
