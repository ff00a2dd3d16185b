import { spawn } from 'node:child_process';
import { z } from 'zod';
import { headerName } from '../../../gateway/general/generalConfig.ts';
import { youngGenerationFlag } from '../../../gateway/process/youngGeneration.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { json, portNumber } from '../options.ts';

const input = z.object({
  words: z.array(z.string()).max(0, { message: 'takes options alone' }),
  json,
  supergraph: z.string({ error: 'say which supergraph to serve (a file)' }),
  port: portNumber.default(4000),
  host: z.string().default('127.0.0.1'),
  header: z.array(headerName).default([]),
  workers: z
    .string()
    .regex(/^[1-9]\d?$/, { message: 'must be a number of processes' })
    .default('1'),
  planner: z
    .enum(['auto', 'native', 'apollo'], { message: 'must be auto, native or apollo' })
    .default('auto'),
  'log-requests': z.boolean().default(false),
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'gateway',
  summary: 'Serves any Federation 2 supergraph, without a policy.',
  details: [
    'Subgraphs are asked at the addresses that the supergraph names. Any operation is answered, and',
    'introspection is open: for comparison, and for those who come from another gateway.',
    'Bounds are read from the environment; .env.example lists them.',
  ],
  options: {
    supergraph: { type: 'string', value: 'FILE', says: 'The composed supergraph.' },
    port: {
      type: 'string',
      value: 'N',
      says: 'Where to listen; 4000 unless said, 0 for a free one.',
    },
    host: { type: 'string', value: 'HOST', says: 'The address to bind; 127.0.0.1 unless said.' },
    header: {
      ...{ type: 'string', multiple: true, value: 'NAME' },
      says: "A header of the client's that subgraphs are shown; once for each.",
    },
    workers: { type: 'string', value: 'N', says: 'Processes that share the port; 1 unless said.' },
    planner: { type: 'string', value: 'NAME', says: 'auto, native or apollo; auto unless said.' },
    'log-requests': { type: 'boolean', says: 'Write a log line for each request.' },
  },
  input,
  run,
});

/** The gateway is a process of its own: its heap has to be sized before it begins. */
async function run(given: Input, context: CommandContext): Promise<void> {
  const program = projectFile('dist', 'gateway', 'general', 'main.js');
  const words = [
    ...['--supergraph', given.supergraph, '--host', given.host, '--port', String(given.port)],
    ...given.header.flatMap((name) => ['--header', name]),
    ...['--workers', given.workers, '--planner', given.planner],
    ...(given['log-requests'] ? ['--log-requests'] : []),
  ];
  const child = spawn(
    process.execPath,
    [...process.execArgv, youngGenerationFlag, program, ...words],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  context.onInterrupt(() => child.kill('SIGTERM'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new CommandFailure('The gateway ended with a failure.');
}
