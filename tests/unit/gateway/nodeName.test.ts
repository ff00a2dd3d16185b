import { expect, test } from '@jest/globals';
import { nodeNameOf } from '../../../gateway/process/nodeName.ts';

const here = { hostname: 'noras-laptop.example.test', worker: 1 };
const config = { nodeName: undefined, port: 4000 };

test.each<[what: string, other: string]>([
  ['another host', nodeNameOf(config, { ...here, hostname: 'b.example.test' })],
  ['another port of the host', nodeNameOf({ ...config, port: 4001 }, here)],
  ['another worker', nodeNameOf(config, { ...here, worker: 2 })],
  ['a gateway that was named', nodeNameOf({ ...config, nodeName: 'frankfurt' }, here)],
])('%s is another node', (_what, other) => {
  expect(other).not.toBe(nodeNameOf(config, here));
});

test('the same gateway is the same node after a restart', () => {
  expect(nodeNameOf(config, here)).toBe(nodeNameOf({ ...config }, { ...here }));
});

test('the log takes the name, which tells no name of the host', () => {
  const names = [
    nodeNameOf(config, { ...here, worker: 64 }),
    nodeNameOf({ nodeName: 'a'.repeat(40), port: 65_535 }, here),
  ];
  for (const name of names) {
    expect(name).toMatch(/^[a-z0-9][a-zA-Z0-9._-]{0,62}$/);
    expect(name).not.toMatch(/nora|laptop|example/);
  }
});
