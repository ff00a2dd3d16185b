import { describe, expect, test } from '@jest/globals';
import { firstDifference } from '../../../bench/shared/compare.ts';
import type { GatewayName } from '../../../bench/gateway/gateways/gateway.ts';
import { readOptions } from '../../../bench/gateway/options.ts';
import { medianTurn, ratiosOf, type Run } from '../../../bench/gateway/results.ts';

const turn = (requestsPerSecond: number) => ({
  ...{
    requests: 1,
    p50Ms: 1,
    p99Ms: 1,
    cpuMsPerRequest: 1,
    coreUse: 1,
    loadCoreUse: 1,
    subRequestsPerRequest: 1,
  },
  requestsPerSecond,
});
const run = (gateway: GatewayName, ...speeds: readonly number[]): Run => {
  const turns = speeds.map(turn);
  const size = { peakMemoryMb: 1, answerBytes: 1 };
  return { workload: 'nested', gateway, title: gateway, ...medianTurn(turns), ...size, turns };
};

describe('ratios', () => {
  test('a gateway that was left out has no ratio', () => {
    const skipped: Run = { workload: 'nested', gateway: 'hive', title: 'Hive', skipped: 'absent' };
    expect(ratiosOf([run('ours', 10), skipped]).hive).toBeNull();
    expect(ratiosOf([run('hive', 10)]).hive).toBeNull();
  });

  test('general mode stands above the others and below everything on', () => {
    const ratios = ratiosOf([run('ours', 100), run('apollo', 20), run('everythingOn', 80)]);
    expect(ratios).toMatchObject({ apollo: 5, everythingOn: 0.8 });
  });

  test('a round in which the machine was slow for both changes nothing', () => {
    const ratios = ratiosOf([run('ours', 100, 10, 100), run('grafbase', 50, 5, 50)]);
    expect(ratios.grafbase).toBe(2);
  });
});

describe('answers are compared before they are timed', () => {
  test.each([
    [{ a: 1 }, { a: 2 }, 'data.a'],
    [{ a: null }, {}, 'data.a'],
    [{}, { a: null }, 'data.a'],
    [{ a: [] }, { a: {} }, 'data.a'],
    [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: '2' }] }, 'data.a.1.b'],
    [{ a: [1] }, { a: [1, 1] }, 'data.a.1'],
  ])('%j and %j differ', (left, right, path) => {
    expect(firstDifference(left, right)).toBe(path);
  });

  test('the order of members makes no difference', () => {
    expect(firstDifference({ a: 1, b: [null] }, { b: [null], a: 1 })).toBeUndefined();
  });
});

describe('the command line', () => {
  test.each([
    [['--rounds', '0']],
    [['--seconds', 'ten']],
    [['--only', 'ours,nobody']],
    [['--workload', 'big']],
    [['--fast']],
    [['surplus']],
  ])('%j is refused', (words) => {
    expect(() => readOptions(words)).toThrow();
  });

  test('a profile needs no folder', () => {
    const options = readOptions(['--profile', '--only', 'ours', '--json']);
    expect(options).toMatchObject({ profile: 'dist/profiles', gateways: ['ours'], json: true });
  });
});
