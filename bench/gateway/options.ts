import { parseArgs } from 'node:util';
import { count, names, UsageError, withProfileFolder } from '../shared/options.ts';
import { workloads, type Workload } from './graphs/benchGraph.ts';
import { gatewayNames, type GatewayName } from './gateways/gateway.ts';

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
  const { values } = parse(withProfileFolder(words, 'dist/profiles'));
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
