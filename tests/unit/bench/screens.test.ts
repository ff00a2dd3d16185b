import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isObjectType, parse } from 'graphql';
import { agreedAnswers, faultOf } from '../../../bench/screens/agreement.ts';
import { crm } from '../../../bench/screens/apollo/subgraph/crm.ts';
import { customerPii } from '../../../bench/screens/apollo/subgraph/customerPii.ts';
import { finance } from '../../../bench/screens/apollo/subgraph/finance.ts';
import { supplyChain } from '../../../bench/screens/apollo/subgraph/supplyChain.ts';
import type { Contender, ContenderName } from '../../../bench/screens/contenders/contender.ts';
import { readOptions } from '../../../bench/screens/options.ts';
import {
  cpuPerRequest,
  medianTurn,
  resultOf,
  type Run,
  type Turn,
} from '../../../bench/screens/results.ts';
import { allScreens } from '../../../bench/screens/screens/all.ts';
import type { BenchScreen } from '../../../bench/screens/screens/benchScreen.ts';
import { changeAt } from '../../../bench/screens/screens/changeAt.ts';
import { projectFile } from '../../../lib/projectRoot.ts';

const turn = (requestsPerSecond: number, cpuMs: number): Turn => ({
  ...{ requests: 1, p50Ms: 1, p99Ms: 1, machineUse: 1, loadCoreUse: 1, requestsPerSecond },
  cpuMs: cpuPerRequest({ gateway: cpuMs, stores: 0, postgresql: 0, other: 0 }, 1),
});
const run = (contender: ContenderName, ...turns: readonly Turn[]): Run => ({
  ...{ screen: 'customer-360', contender, title: contender, peakMemoryMb: 1, answerBytes: 1 },
  ...medianTurn(turns),
  turns,
});

describe('ratios of screens', () => {
  test('a contender that was left out has no ratio', () => {
    const skipped: Run = {
      ...{ screen: 'customer-360', contender: 'apollo', title: 'Apollo', skipped: 'it differs' },
    };
    const { ratios } = resultOf([run('referent', turn(10, 1)), skipped]);
    expect(ratios).toEqual({ 'customer-360': { apollo: null, handWritten: null } });
  });

  test('more requests a second of ours, and less CPU time a request, both make a ratio above one', () => {
    const { ratios, cpuRatios } = resultOf([
      run('referent', turn(30, 2)),
      run('apollo', turn(10, 8)),
      run('handWritten', turn(60, 1)),
    ]);
    expect(ratios['customer-360']).toEqual({ apollo: 3, handWritten: 0.5 });
    expect(cpuRatios['customer-360']).toEqual({ apollo: 4, handWritten: 0.5 });
  });

  test('CPU time is told a request, and adds up', () => {
    const used = { gateway: 10, stores: 20, postgresql: 30, other: 40 };
    expect(cpuPerRequest(used, 10)).toEqual({
      ...{ gateway: 1, stores: 2, postgresql: 3, other: 4, total: 10 },
    });
  });
});

describe('what the policy changes', () => {
  test('a path that leads nowhere is refused, so that a changed screen is noticed', () => {
    expect(() => changeAt({ a: { c: 1 } }, ['a', 'b'], () => null)).toThrow('no b');
    expect(() => changeAt({ a: 1 }, ['a', 'b'], () => null)).toThrow('no b');
  });

  test('every value at the path is changed, in lists too, and nothing else; null stays', () => {
    const value = { list: [{ a: 1, b: 2 }, null, { a: 3 }], a: 4 };
    expect(changeAt(value, ['list', 'a'], (found) => String(found))).toEqual({
      ...{ list: [{ a: '1', b: 2 }, null, { a: '3' }], a: 4 },
    });
    expect(value.list[0]).toEqual({ a: 1, b: 2 });
  });
});

describe('agreement', () => {
  const servers: ReturnType<typeof createServer>[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** Answers its bodies in turn, the last one again and again. */
  async function contender(
    name: ContenderName,
    asked: number,
    bodies: readonly unknown[],
  ): Promise<Contender> {
    const rest = [...bodies];
    const server = createServer((_request, response) => {
      response.end(JSON.stringify(rest.length > 1 ? rest.shift() : rest[0]));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const questions = Array.from({ length: asked }, () => '{}');
    const asking = { port, path: '/', bodies: questions, authorization: () => 'Bearer none' };
    return {
      ...{ name, title: name, allowedData: (_screen: BenchScreen, data: unknown) => data },
      asking: () => Promise.resolve(asking),
      used: () => ({ gateway: 0, stores: 0, other: 0 }),
      ...{ peakBytes: () => 0, lastWords: () => '', stop: () => Promise.resolve() },
    };
  }

  const answer = (changes: object = {}) => ({
    data: { customer: { id: '1', onTimeDeliveryPct: '50.00', ...changes } },
  });

  async function agreementOf(bodies: readonly unknown[], asked = 2) {
    const right = await contender('referent', asked, [answer()]);
    const other = await contender('apollo', asked, bodies);
    const [screen] = allScreens;
    if (screen === undefined) throw new TypeError('there are screens');
    const { signal } = new AbortController();
    const variables = Array.from({ length: asked }, (_, n) => ({ n }));
    const input = { contenders: [right, other], signal, say: () => undefined };
    return { ...(await agreedAnswers(screen, variables, input)), other, screen };
  }

  test.each([
    ['another value', answer({ id: '2' }), 'differs at data.customer.id'],
    ['a member too many', answer({ x: 1 }), 'differs at data.customer.x'],
    ['errors beside the right data', { ...answer(), errors: [] }, 'errors'],
    ['nothing at the root', { data: { customer: null } }, 'nothing'],
  ])('a contender that answers %s is left out, with the reason', async (_what, body, reason) => {
    const { asking, skipped, other } = await agreementOf([body]);
    expect(asking.has(other)).toBe(false);
    expect(skipped).toMatchObject([
      { contender: 'apollo', skipped: expect.stringContaining(reason) },
    ]);
  });

  test('a value of the moment may move for two answers, and not for more', async () => {
    const moved = answer({ onTimeDeliveryPct: '40.00' });
    const { skipped } = await agreementOf([moved], 3);
    expect(skipped).toMatchObject([{ skipped: expect.stringContaining('onTimeDeliveryPct') }]);
    expect((await agreementOf([moved], 2)).skipped).toEqual([]);
  });

  test('a contender that answers alike takes part, and is held to the answer under load', async () => {
    const { asking, skipped, other, screen, expected } = await agreementOf([answer()]);
    expect([asking.has(other), skipped]).toEqual([true, []]);
    const fault = (body: string): string | undefined => faultOf(screen, other, body, expected[0]);
    expect(fault(JSON.stringify(answer({ id: '2' })))).toBe(
      'its answer differs at data.customer.id',
    );
    expect(fault('<html>')).toMatch(/JSON/);
    expect(fault(JSON.stringify(answer({ onTimeDeliveryPct: null })))).toBeUndefined();
  });

  test('a connection that broke once is no wrong answer', async () => {
    const { skipped } = await agreementOf([{ errors: [{}] }, answer()]);
    expect(skipped).toEqual([]);
  });
});

describe('the alternatives', () => {
  test.each([
    ['crm', crm],
    ['finance', finance],
    ['supply-chain', supplyChain],
    ['customer-pii', customerPii],
  ] as const)('every resolver for %s answers a field of its SDL', (store, subgraph) => {
    const typeDefs = parse(readFileSync(projectFile('schema', `${store}.graphql`), 'utf8'));
    const types = buildSubgraphSchema({ typeDefs }).getTypeMap();
    const answered = Object.entries(subgraph.resolvers).flatMap(([type, fields]) =>
      Object.keys(fields).map((field) => [type, field] as const),
    );
    const unknown = answered.filter(([type, field]) => {
      const found = types[type];
      return !isObjectType(found) || found.getFields()[field] === undefined;
    });
    expect(answered.length).toBeGreaterThan(0);
    expect(unknown).toEqual([]);
  });
});

describe('the command line of the screens bench', () => {
  test.each([
    [['--size', 'XL']],
    [['--screen', 'customer-361']],
    [['--only', 'hive']],
    [['--rounds', '0']],
    [['--unheard-of']],
  ])('%j is refused', (words) => {
    expect(() => readOptions(words)).toThrow();
  });

  test('size M, four screens and both alternatives are measured unless said', () => {
    const { size, screens, contenders, profile } = readOptions([]);
    expect([size, profile]).toEqual(['M', undefined]);
    expect(screens).toEqual(allScreens.map(({ name }) => name));
    expect(contenders).toContain('apollo');
    expect(contenders).toContain('handWritten');
  });
});
