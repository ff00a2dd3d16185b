import { parseArgs } from 'node:util';
import { count } from '../shared/options.ts';

export interface ReleaseBenchOptions {
  /** Turns of each gateway that count. */
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
  readonly json: boolean;
}

export const usage = `npm run bench:release -- [options]
  Customer 360 on the whole stack, with the release gate and without it, in turns.
  --rounds N       turns of each that count; 5 unless said
  --seconds N      length of a turn; 6 unless said
  --warm-up N      seconds of warming up each; 10 unless said
  --connections N  requests at a time; 16 unless said
  --json           the result as JSON`;

export function readOptions(words: readonly string[]): ReleaseBenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      connections: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    rounds: count('rounds', values.rounds, 5),
    seconds: count('seconds', values.seconds, 6),
    warmUpSeconds: count('warm-up', values['warm-up'], 10),
    connections: count('connections', values.connections, 16),
    json: values.json,
  };
}
