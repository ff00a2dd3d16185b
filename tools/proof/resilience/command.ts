import { z } from 'zod';
import { CommandFailure, defineCommand, type CommandContext } from '../../cli/command.ts';
import { count, json, noWords } from '../../cli/options.ts';
import { textTable } from '../../cli/textTable.ts';
import { complaintsOf, heapBytesMax, type Promised } from './complaints.ts';
import { proveResilience, type Plan, type ResilienceProof } from './proveResilience.ts';
import { openSite } from './site.ts';
import { faults } from './stores/messages.ts';

const input = z.object({
  runs: count('runs', 100).optional(),
  seconds: count('seconds', 600).optional(),
  pace: count('requests', 5_000).optional(),
  quick: z.boolean().default(false),
  json,
  words: noWords,
});
type Input = z.output<typeof input>;

/** `npm run proof:resilience`: a store that fails costs its own fields alone. */
export const resilienceProof = defineCommand({
  name: 'proof:resilience',
  summary: 'Stops, slows and garbles a store under load; other fields must keep flowing.',
  details: [
    'Run it with npm run proof:resilience -- --runs N. It needs Linux, which tells of open sockets.',
    'A real gateway serves the screens of this project; the stores behind it answer made-up values.',
    'Ends with 1 where a field of another store is missing or late, or something is not given back.',
  ],
  options: {
    runs: { type: 'string', value: 'N', says: 'Runs of each fault; 5 unless said.' },
    seconds: {
      type: 'string',
      value: 'N',
      says: 'How long each quiet and each faulty time lasts; 8 unless said.',
    },
    pace: { type: 'string', value: 'N', says: 'Requests of each kind a second; 50 unless said.' },
    quick: { type: 'boolean', says: 'One short run with short deadlines; time is not judged.' },
  },
  input,
  run: async (given, context) => {
    const setting = given.quick ? quick : full;
    const plan: Plan = {
      ...setting.plan,
      ...chosen(given),
      now: () => performance.now(),
      report: (state) => context.terminal?.write(`\r  ${state.padEnd(40)}`),
    };
    const begun = plan.now();
    const proof = await prove(setting.bounds, plan, context);
    const answer = {
      ...proof,
      heapBytesMax: heapBytesMax(proof),
      seconds: Math.round((plan.now() - begun) / 1_000),
    };
    const complaints = complaintsOf(proof, setting.promised);
    if (complaints.length > 0) {
      throw new CommandFailure(
        ['A failing store cost more than its own fields.', ...complaints].join('\n'),
        {
          answer: { ...answer, complaints },
        },
      );
    }
    if (given.json) context.print(JSON.stringify(answer, null, 2));
    else for (const line of tableOf(proof)) context.print(line);
  },
});

interface Setting {
  readonly plan: Pick<Plan, 'runs' | 'seconds' | 'pace' | 'recoveryMs'>;
  /** Variables of the gateway's, where they are not those of the product. */
  readonly bounds: Readonly<Record<string, string>>;
  readonly promised: Promised;
}

/** The product's own bounds: a request may take 8 s, and a probe hangs 4 s at most after 5 s of rest. */
const full: Setting = {
  plan: { runs: 5, seconds: 8, pace: 50, recoveryMs: 15_000 },
  bounds: {},
  promised: { deadlineMs: 8_250, ratioMax: 1.5 },
};

const quick: Setting = {
  plan: { runs: 1, seconds: 1.5, pace: 20, recoveryMs: 5_000 },
  bounds: {
    ...{ REQUEST_TIMEOUT_MS: '3000', STORE_TIMEOUT_MS: '1000', STORE_BREAKER_FAILURES: '5' },
    ...{ STORE_BREAKER_COOLDOWN_MS: '100', STORE_BREAKER_COOLDOWN_MAX_MS: '400' },
  },
  // A busy machine may be late; whether anything hangs shows all the same.
  promised: { deadlineMs: 5_000, ratioMax: undefined },
};

const chosen = ({ runs, seconds, pace }: Input): Partial<Plan> => ({
  ...(runs === undefined ? {} : { runs }),
  ...(seconds === undefined ? {} : { seconds }),
  ...(pace === undefined ? {} : { pace }),
});

async function prove(
  bounds: Setting['bounds'],
  plan: Plan,
  context: CommandContext,
): Promise<ResilienceProof> {
  const site = await openSite(bounds, context);
  try {
    return await proveResilience(site, plan);
  } finally {
    context.terminal?.write('\n');
    await site.close();
  }
}

function tableOf(proof: ResilienceProof): readonly string[] {
  const rows = faults.map((fault) => {
    const { quietP99Ms, faultyP99Ms, ratio, runs } = proof.faults[fault];
    const sum = (pick: (run: (typeof runs)[number]) => number): string =>
      String(runs.map(pick).reduce((total, value) => total + value, 0));
    const milliseconds = [quietP99Ms, faultyP99Ms].map((value) => `${String(value)} ms`);
    const counts = [sum(({ partial }) => partial), sum(({ opened }) => opened)];
    return [fault, ...milliseconds, String(ratio), ...counts, sum(({ closed }) => closed)];
  });
  const { sockets, heapBytes } = proof;
  const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
  return [
    ...textTable(['STORE', 'P99 QUIET', 'P99', 'RATIO', 'PARTIAL', 'OPENED', 'CLOSED'], rows),
    `${String(proof.requests)} requests; open sockets ${String(sockets.before)} before, ${String(sockets.after)} after; memory ${megabytes(heapBytes.before)} before, ${megabytes(heapBytes.after)} after.`,
  ];
}
