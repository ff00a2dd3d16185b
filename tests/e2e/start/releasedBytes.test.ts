import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import { filledVariable } from '../../../tools/proof/temporaryInstallation.ts';
import { plainEnvironment } from './support/commandLine.ts';
import { filledFolder } from './support/seededFolder.ts';

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The short form of `npm run proof:release`, which kills the gateway a hundred times at each point. */
test('no byte of a value is seen without its release, wherever the gateway is killed', async () => {
  const { code, output, errors } = await run(['proof:release', '--times', '2', '--json']);
  expect([code, errors]).toEqual([0, '']);
  const proof = JSON.parse(output) as Readonly<Record<string, unknown>>;
  expect(proof).toMatchObject({ kills: 12, unreleased: 0 });
  expect(proof.withoutEnd).toBeGreaterThan(0);
  expect(proof.responses).toBeGreaterThan(0);
}, 240_000);

async function run(words: readonly string[]): Promise<Ended> {
  const environment = plainEnvironment({ [filledVariable]: await filledFolder() });
  const child = spawn(
    process.execPath,
    [projectFile('dist', 'tools', 'proof', 'main.js'), ...words],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
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
