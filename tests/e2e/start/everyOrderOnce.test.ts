import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { OrdersProof } from '../../../tools/proof/orders/proveOrders.ts';
import { filledVariable } from '../../../tools/proof/temporaryInstallation.ts';
import { plainEnvironment } from './support/commandLine.ts';
import { filledFolder } from './support/seededFolder.ts';

/** The short form of `npm run proof:orders`, which kills CRM fifty times. */
test('every order arrives once, though CRM is killed between command and delivery', async () => {
  const words = ['proof:orders', '--times', '3', '--json'];
  const { code, output, errors } = await run(words);
  expect([code, errors]).toEqual([0, '']);
  const proof = JSON.parse(output) as OrdersProof;
  expect(proof).toMatchObject({
    ...{ kills: 3, lost: 0, doubled: 0, different: 0 },
    ...{ arrivedOnce: proof.orders, listedOnce: proof.orders },
    ...{ accountsOnce: proof.accounts, sumsRight: proof.accounts, madeOnce: proof.forms },
  });
  expect(proof.orders).toBeGreaterThanOrEqual(3);
  expect(proof.replays).toBeGreaterThan(0);
  expect(proof.landings.waiting + proof.landings.unacknowledged).toBeGreaterThanOrEqual(3);
}, 180_000);

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

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
