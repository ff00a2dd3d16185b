import { parseArgs } from 'node:util';
import { workloads, type Workload } from './graphs/benchGraph.ts';
import { gatewayNames, type GatewayName } from './gateways/gateway.ts';

/** Thrown for a command line that says nothing sensible. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
  readonly gateways: readonly GatewayName[];
  readonly workloads: readonly Workload[];
  readonly json: boolean;
  readonly report: boolean;
  readonly profile: string | undefined;
}

export const usage = `npm run bench:gateway -- [options]

  --rounds N        times that each gateway has its turn (3)
  --seconds N       length of a turn (4)
  --warm-up N       seconds before the first turn (3)
  --connections N   requests under way at once (16)
  --only A,B        of: ${gatewayNames.join(', ')}
  --workload A,B    of: ${workloads.join(', ')}
  --json            one line of JSON instead of the table
  --report          write the result into docs/performance.md
  --profile [DIR]   CPU profiles of ours and everythingOn, into DIR (dist/profiles)`;

/** Reads the command line. Throws a `UsageError`. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parse(withFolder(words));
  return {
    rounds: count('rounds', values.rounds, 3),
    seconds: count('seconds', values.seconds, 4),
    warmUpSeconds: count('warm-up', values['warm-up'], 3),
    connections: count('connections', values.connections, 16),
    gateways: names('only', values.only, gatewayNames),
    workloads: names('workload', values.workload, workloads),
    json: values.json,
    report: values.report,
    profile: values.profile,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        'warm-up': { type: 'string' },
        connections: { type: 'string' },
        only: { type: 'string' },
        workload: { type: 'string' },
        json: { type: 'boolean', default: false },
        report: { type: 'boolean', default: false },
        profile: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `--profile` may stand alone, which `parseArgs` has no word for. */
function withFolder(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    const alone = word === '--profile' && (next === undefined || next.startsWith('--'));
    return alone ? ['--profile', 'dist/profiles'] : [word];
  });
}

function count(name: string, text: string | undefined, preset: number): number {
  if (text === undefined) return preset;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 3_600) return value;
  throw new UsageError(`--${name} must be a whole number from 1 to 3600`);
}

function names<Name extends string>(
  option: string,
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (text === undefined) return known;
  const wanted = text.split(',');
  const unknown = wanted.filter((word) => !(known as readonly string[]).includes(word));
  if (unknown.length === 0) return known.filter((name) => wanted.includes(name));
  throw new UsageError(`--${option}: ${unknown.join(', ')}; there are: ${known.join(', ')}`);
}
