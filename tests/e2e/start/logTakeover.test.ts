import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import { plainEnvironment } from './support/commandLine.ts';

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The short form of `npm run proof:log`, which also judges time. */
test('the log neither forks nor loses or doubles an entry, though its sequencer is killed', async () => {
  const { code, output, errors } = await run(['proof:log', '--quick', '--json']);
  expect([code, errors]).toEqual([0, '']);
  const proof = JSON.parse(output) as Readonly<Record<string, unknown>>;
  expect(proof).toMatchObject({
    ...{ kills: 3, lost: 0, doubled: 0, strange: 0, forks: 0, gaps: 0, cosignatures: 3 },
  });
  expect(proof.entries).toBeGreaterThan(1_000);
}, 240_000);

function run(words: readonly string[]): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [projectFile('dist', 'tools', 'proof', 'main.js'), ...words],
    { env: plainEnvironment({}), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output, errors });
    });
  });
}
