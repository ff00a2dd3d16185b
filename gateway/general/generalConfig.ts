import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseConfig, port } from '../../lib/config.ts';
import { boundsOf, count, limitVariables, origins } from '../bounds.ts';
import type { GeneralConfig } from './createGeneralGateway.ts';

/** What the process of a general gateway is told: options on the command line, bounds in the environment. */
export interface GeneralProcess extends Omit<GeneralConfig, 'supergraphSdl'> {
  /** The supergraph's file. */
  readonly supergraph: string;
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  /** Whether requests are logged; failures always are. */
  readonly logsRequests: boolean;
}

/** Headers of one connection or one body (RFC 9110, section 7.6.1): a subgraph is sent others. */
const ownHeaders: ReadonlySet<string> = new Set([
  ...['connection', 'content-encoding', 'content-length', 'content-type', 'expect', 'host'],
  ...['accept', 'accept-encoding', 'keep-alive', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

/** A name as RFC 9110, section 5.1 writes it. */
export const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, { message: 'must be the name of a header' })
  .refine((name) => !ownHeaders.has(name.toLowerCase()), {
    message: 'must be a header that belongs to the request, not to its connection or its body',
  });

const Values = z.object({
  supergraph: z.string({ message: 'is needed: the file of the supergraph' }),
  header: z.array(headerName).default([]),
  host: z.string().default('127.0.0.1'),
  port: port.default(4000),
  workers: count(1),
  planner: z.enum(['auto', 'native', 'apollo']).default('auto'),
  'log-requests': z.boolean().default(false),
  CORS_ORIGINS: origins.prefault(''),
  ...limitVariables,
  // Whoever comes from another gateway brings documents of any size; these bounds are for accidents.
  BODY_BYTES_MAX: count(1_048_576),
  TEXT_BYTES_MAX: count(524_288),
  TOKENS_MAX: count(40_000),
  DEPTH_MAX: count(64),
  ALIASES_MAX: count(2_000, 0),
  DIRECTIVES_MAX: count(1_000, 0),
  ROOT_FIELDS_MAX: count(200),
  SELECTIONS_MAX: count(20_000),
  COST_MAX: count(1_000_000),
});

const options = {
  supergraph: { type: 'string' },
  header: { type: 'string', multiple: true },
  host: { type: 'string' },
  port: { type: 'string' },
  workers: { type: 'string' },
  planner: { type: 'string' },
  'log-requests': { type: 'boolean' },
} as const;

/** Throws a `ConfigError` that lists every problem at once. */
export function readGeneralConfig(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): GeneralProcess {
  const { values } = parseArgs({ args: [...words], options });
  const given = parseConfig(Values, { ...environment, ...values });
  return {
    ...boundsOf(given),
    supergraph: given.supergraph,
    headers: given.header,
    planner: given.planner,
    corsOrigins: given.CORS_ORIGINS,
    host: given.host,
    port: given.port,
    workers: given.workers,
    logsRequests: given['log-requests'],
  };
}
