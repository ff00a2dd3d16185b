import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';

const logModule = projectFile('dist', 'lib', 'log.js');

interface Ended {
  readonly code: number | null;
  readonly lines: readonly { readonly event: string; readonly n?: number }[];
}

/** Runs a program that logs as a store does, to its end. */
function run(program: string): Promise<Ended> {
  const text = `
    import { createLog, endOnCrash, gatheredOutput } from ${JSON.stringify(logModule)};
    const log = createLog('a-store', gatheredOutput());
    endOnCrash(process, log);
    ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      const lines = output.split('\n').filter((line) => line !== '');
      resolve({ code, lines: lines.map((line) => JSON.parse(line) as { event: string }) });
    });
  });
}

test.each([1, 20, 1_000])('%i lines logged just before the exit are all written', async (count) => {
  const { code, lines } = await run(`
    for (let n = 0; n < ${String(count)}; n += 1) log.info('subrequest', { n });
    process.exit(0);`);
  expect([code, lines.length]).toEqual([0, count]);
  expect(lines.map(({ n }) => n)).toEqual(lines.map((_line, index) => index));
});

test('a crash loses none of the lines before it, and its own says where and not what', async () => {
  const { code, lines } = await run(`
    for (let n = 0; n < 30; n += 1) log.info('subrequest', { n });
    setImmediate(() => { throw new TypeError('jane@example.com'); });`);
  expect([code, lines.length]).toEqual([1, 31]);
  expect(lines.at(-1)).toMatchObject({ level: 'error', event: 'crashed', error: 'TypeError' });
  expect(JSON.stringify(lines)).not.toContain('jane');
});
