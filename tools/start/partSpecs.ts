import { youngGenerationFlag } from '../../gateway/process/youngGeneration.ts';
import { storeNames, type StoreName } from '../../lib/storeName.ts';
import { logLimits } from './embeddedDatabases.ts';
import {
  gatewayVariables,
  issuerVariables,
  storeVariables,
  type GatewayOwn,
  type InstallationEnvironment,
  type StoreCredentials,
} from './environments.ts';
import { isLive } from './health.ts';
import { lastLines, openLogFile } from './logFile.ts';
import { launchNode } from './nodeProcess.ts';
import type { PartSpec } from './part.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Every part that listens, in the order of its port behind the gateway's. */
export const listeningParts = ['gateway', ...storeNames, 'issuer', 'postgres'] as const;
export type ListeningPart = (typeof listeningParts)[number];

export const loopbackUrl = (port: number): string => `http://127.0.0.1:${String(port)}`;

export interface Surroundings {
  readonly shared: InstallationEnvironment;
  readonly portOf: (part: ListeningPart) => number;
  /** The supervisor's own environment: what the machine needs, and the gateway's limits. */
  readonly environment: Environment;
}

const lastWordsCount = 30;

interface Program {
  readonly name: string;
  readonly program: string;
  readonly port: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

function specOf({ shared, environment }: Surroundings, program: Program): PartSpec {
  const { name, execArgv = [] } = program;
  const url = loopbackUrl(program.port);
  const path = shared.folder.logFile(name);
  return {
    name,
    url,
    launch: () =>
      Promise.resolve(
        launchNode(
          {
            ...{ name, execArgv },
            program: program.program,
            environment: program.variables,
            log: openLogFile({ path, ...logLimits }),
          },
          environment,
        ),
      ),
    isUp: () => isLive(url),
    lastWords: () => lastLines(path, lastWordsCount),
  };
}

export const issuerSpec = (around: Surroundings): PartSpec =>
  specOf(around, {
    name: 'issuer',
    program: 'tools/issuer/main.js',
    port: around.portOf('issuer'),
    variables: issuerVariables(around.shared.folder, around.portOf('issuer'), around.shared.issuer),
  });

export const storeSpec = (
  around: Surroundings,
  store: StoreName,
  database: StoreCredentials,
): PartSpec =>
  specOf(around, {
    name: store,
    program: `subgraphs/${store}/main.js`,
    port: around.portOf(store),
    execArgv: [youngGenerationFlag],
    variables: storeVariables(around.shared, store, around.portOf(store), database),
  });

/** One part, whatever the number of its workers: it keeps them itself. */
export function gatewaySpec(around: Surroundings, own: GatewayOwn): PartSpec {
  const port = around.portOf('gateway');
  return specOf(around, {
    name: 'gateway',
    program: 'gateway/main.js',
    port,
    execArgv: [youngGenerationFlag],
    variables: gatewayVariables(around.shared, port, own, around.environment),
  });
}
