import { spawn } from 'node:child_process';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { product } from '../../../../lib/product.ts';
import { CommandFailure, UsageError, type Command, type CommandContext } from '../../command.ts';

const verifier = projectFile('dist', 'audit', 'verify', 'main.js');

/** Starts the verifier, a program of its own: its words go there as they are. */
export const command: Command = {
  help: () => `${product} audit verify starts node ${verifier}, whose --help says more.`,
  run: async (words, context) => {
    const { code, out, remarks } = await started(words);
    const report = code === 1 && words.includes('--json') ? reportIn(out) : undefined;
    // A failure prints its answer: one document, whether the log is verified or not.
    if (out !== '' && report === undefined) context.print(out);
    if (remarks !== '') remark(code, remarks, context);
    if (code === 1) throw new CommandFailure('The log is not verified.', { answer: report });
    if (code !== 0) throw new CommandFailure('The verifier ended early.');
  },
};

function reportIn(out: string): unknown {
  try {
    return JSON.parse(out) as unknown;
  } catch {
    // The verifier ended before it had a report.
    return undefined;
  }
}

function remark(code: number | null, remarks: string, context: CommandContext): void {
  if (code === 2) throw new UsageError(remarks);
  context.remark(remarks);
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly remarks: string;
}

function started(words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [verifier, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const remarks: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => remarks.push(part));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const text = (parts: readonly Buffer[]) => Buffer.concat(parts).toString('utf8').trimEnd();
      resolve({ code, out: text(out), remarks: text(remarks) });
    });
  });
}
