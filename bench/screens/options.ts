import { parseArgs } from 'node:util';
import { count, names, UsageError, withProfileFolder } from '../shared/options.ts';
import { contenderNames, type ContenderName } from './contenders/contender.ts';
import { screenNames, type ScreenName } from './screens/benchScreen.ts';

export const dataSizes = ['S', 'M'] as const;
export type DataSize = (typeof dataSizes)[number];

export interface ScreensBenchOptions {
  readonly size: DataSize;
  /** Holds a data folder a size, filled once. */
  readonly data: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
  readonly screens: readonly ScreenName[];
  readonly contenders: readonly ContenderName[];
  /** Contenders read persons' values from a twin database in clear. */
  readonly clear: boolean;
  readonly json: boolean;
  readonly report: boolean;
  readonly profile: string | undefined;
}

export const usage = `npm run bench:screens -- [options]

  --size S|M        how much data (M); the first run at a size fills the databases, M takes minutes
  --data DIR        where they are kept (.referent/bench-screens)
  --rounds N        times that each contender has its turn (3)
  --seconds N       length of a turn (4)
  --warm-up N       seconds before the first turn (12); a third on heavy screens
  --connections N   requests under way at once (12); heavy screens have fewer
  --screen A,B      of: ${screenNames.join(', ')}
  --only A,B        of: ${contenderNames.join(', ')}
  --clear           the others read persons' values from a twin database in which nothing is sealed
  --json            one line of JSON instead of the table
  --report          write the result into docs/performance.md
  --profile [DIR]   CPU profiles of the product's processes, into DIR (dist/profiles)`;

/** Reads the command line. Throws a `UsageError`. */
export function readOptions(words: readonly string[]): ScreensBenchOptions {
  const { values } = parse(withProfileFolder(words, 'dist/profiles'));
  const [size = 'M'] = names('size', values.size ?? 'M', dataSizes);
  return {
    size,
    data: values.data,
    rounds: count('rounds', values.rounds, 3),
    seconds: count('seconds', values.seconds, 4),
    warmUpSeconds: count('warm-up', values['warm-up'], 12),
    connections: count('connections', values.connections, 12),
    screens: names('screen', values.screen, screenNames),
    contenders: names('only', values.only, contenderNames),
    clear: values.clear,
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
        size: { type: 'string' },
        data: { type: 'string', default: '.referent/bench-screens' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        'warm-up': { type: 'string' },
        connections: { type: 'string' },
        screen: { type: 'string' },
        only: { type: 'string' },
        clear: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        report: { type: 'boolean', default: false },
        profile: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
