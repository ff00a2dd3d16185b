import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { ExposureProof } from '../../../tools/proof/exposure/command.ts';
import { filledVariable } from '../../../tools/proof/temporaryInstallation.ts';
import { plainEnvironment } from './support/commandLine.ts';
import { filledFolder } from './support/seededFolder.ts';

/** The short form of `npm run proof:exposure`, which has a million entries. */
test('audit exposure names exactly the people and fields of an incident, however it is asked', async () => {
  const { code, output } = await run(['proof:exposure', '--entries', '20000', '--json']);
  const proof = JSON.parse(output) as ExposureProof;
  expect({ code, proof }).toMatchObject({ code: 0, proof: { entries: 20_000 } });
  expect(proof.questions.map(({ by }) => by)).toEqual(['actor', 'screen', 'window']);
  for (const asked of proof.questions) {
    expect(asked).toMatchObject({ ...{ exact: true, missing: 0, surplus: 0 }, fieldsRight: true });
    expect(asked.people).toBeGreaterThan(20);
  }
}, 180_000);

async function run(words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const environment = plainEnvironment({ [filledVariable]: await filledFolder() });
  const child = spawn(
    process.execPath,
    [projectFile('dist', 'tools', 'proof', 'main.js'), ...words],
    { env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}
