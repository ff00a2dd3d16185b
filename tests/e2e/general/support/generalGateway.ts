import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { plainEnvironment } from '../../start/support/commandLine.ts';
import { subgraphs } from './shop.ts';
import { startSubgraph, type SubgraphServer } from './subgraphServer.ts';

/** The shop's subgraphs, and a folder with the supergraph that names their addresses. */
export interface Shop {
  readonly subgraphs: Readonly<Record<string, SubgraphServer>>;
  readonly supergraph: string;
  /** Writes a file beside the supergraph and returns its path. */
  readonly file: (name: string, text: string) => string;
  readonly close: () => Promise<void>;
}

export function composeShop(urlOf: (name: string) => string): string {
  const services = Object.entries(subgraphs).map(([name, { sdl }]) => ({
    ...{ name, url: urlOf(name), typeDefs: parse(sdl) },
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error(errors.map(({ message }) => message).join('\n'));
}

export async function openShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'referent-general-'));
  const started = await Promise.all(
    Object.entries(subgraphs).map(
      async ([name, source]) => [name, await startSubgraph(source)] as const,
    ),
  );
  const servers = Object.fromEntries(started);
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return {
    subgraphs: servers,
    supergraph: file(
      'supergraph.graphql',
      composeShop((name) => servers[name]?.url ?? ''),
    ),
    file,
    close: async () => {
      await Promise.all(started.map(([, server]) => server.close()));
      rmSync(folder, { recursive: true });
    },
  };
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface GeneralGateway {
  readonly url: string;
  readonly output: () => string;
  readonly ask: (
    body: Readonly<Record<string, unknown>> | string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answered>;
  /** Asks it to end and waits until it has. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly data: unknown;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

type Variables = Readonly<Record<string, string>>;

function launch(words: readonly string[], variables: Variables) {
  const child = spawn(
    process.execPath,
    [projectFile('tools', 'referent.mjs'), 'gateway', ...words],
    { cwd: tmpdir(), env: plainEnvironment(variables), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output, errors });
    });
  });
  return { child, ended, output: () => output };
}

/** Runs the program to its end. */
export const runGateway = (words: readonly string[], variables: Variables = {}): Promise<Ended> =>
  launch(words, variables).ended;

/** Starts the program and waits for its ready line; rejects with its last words where it ends before. */
export async function startGateway(
  words: readonly string[],
  variables: Variables = {},
): Promise<GeneralGateway> {
  const { child, ended, output } = launch(words, variables);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const line = /^ready (\S+)$/m.exec(output());
      if (line?.[1] !== undefined) resolve(line[1]);
    });
    void ended.then(({ code, errors }) => {
      reject(new Error(`ended with ${String(code)}: ${errors}`));
    });
  });
  return {
    url,
    output,
    ask: async (body, headers = {}) =>
      read(
        await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    get: async (path, headers = {}) => read(await fetch(`${url}${path}`, { headers })),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as Partial<Answered>;
  return { status: response.status, text, data, errors };
}
