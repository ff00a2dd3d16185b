import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway, Launch, LaunchContext } from './gateway.ts';

const production = { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1' };

/** Throws where the package is not installed, so that the reason stands in the result. */
function installed({ benchFolder }: LaunchContext, ...path: readonly string[]): string {
  const file = join(benchFolder, 'node_modules', ...path);
  if (!existsSync(file)) throw new Error(`${path.slice(0, 2).join('/')} is not installed`);
  return file;
}

export const apollo: Gateway = {
  name: 'apollo',
  title: 'Apollo Gateway, Apollo Server, Express',
  isPeer: true,
  launch: (context) => {
    installed(context, '@apollo', 'gateway', 'package.json');
    return {
      file: process.execPath,
      args: [peerFile(context, 'apollo.mjs'), context.supergraphFile, String(context.port)],
      environment: production,
    };
  },
};

const peerFile = ({ benchFolder }: LaunchContext, name: string): string =>
  join(benchFolder, 'peers', name);

function launchHive(context: LaunchContext, config: string): Launch {
  const program = installed(context, '@graphql-hive', 'gateway', 'dist', 'bin.js');
  const listening = ['--host', '127.0.0.1', '--port', String(context.port)];
  return {
    file: process.execPath,
    args: [
      ...[program, 'supergraph', context.supergraphFile],
      ...['--config-path', peerFile(context, config), ...listening],
    ],
    environment: production,
  };
}

export const hive: Gateway = {
  name: 'hive',
  title: 'Hive Gateway, JavaScript planner, JIT',
  isPeer: true,
  launch: (context) => launchHive(context, 'hive.mjs'),
};

export const hiveRust: Gateway = {
  name: 'hiveRust',
  title: 'Hive Gateway, Rust planner',
  isPeer: true,
  launch: (context) => launchHive(context, 'hiveRust.mjs'),
};

/** The native peer composes by itself, from the subgraphs' SDL; its development server is what npm ships. */
export const grafbase: Gateway = {
  name: 'grafbase',
  title: 'Grafbase Gateway (Rust)',
  isPeer: true,
  launch: (context) => {
    const program = installed(context, '@grafbase', 'cli-x86_64-unknown-linux-musl', 'grafbase');
    const config = join(context.folder, 'grafbase.toml');
    const home = join(context.folder, 'home');
    mkdirSync(home);
    writeFileSync(config, grafbaseConfig(context));
    const address = `127.0.0.1:${String(context.port)}`;
    return {
      file: program,
      args: ['--home', home, 'dev', '--config', config, '--listen-address', address],
    };
  },
};

function grafbaseConfig({ graph, urls, folder }: LaunchContext): string {
  const subgraphs = Object.entries(graph.subgraphs).map(([name, { sdl }]) => {
    const schema = join(folder, `${name}.graphql`);
    writeFileSync(schema, sdl);
    const url = JSON.stringify(urls[name]);
    return `[subgraphs.${name}]\nurl = ${url}\nschema_path = ${JSON.stringify(schema)}\n`;
  });
  return ['[[headers]]\nrule = "forward"\nname = "authorization"\n', ...subgraphs].join('\n');
}
