import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import {
  ownedFolder,
  postgresAccount,
  postgresBinaries,
  reachable,
  type Account,
} from './binaries.ts';

export interface EmbeddedPostgres {
  readonly port: number;
  /** A superuser's URL of one database; for creating databases and roles alone. */
  readonly superuserUrl: (database: string) => string;
  /** A URL of one database for one role. */
  readonly url: (database: string, role: string, password: string) => string;
  readonly pid: number | undefined;
  /** Resolves when the server has ended, whoever ended it, with a word on how. */
  readonly ended: Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds `data/` and the superuser's password; survives restarts. */
  readonly folder: string;
  /** 0 or undefined: any free port. */
  readonly port?: number;
  /** Further server settings, `name=value`. */
  readonly settings?: readonly string[];
  /** Takes the server's log; only its end is kept where none is given. */
  readonly log?: (chunk: Buffer) => void;
}

const startDeadlineMs = 60_000;
const pollMs = 20;

/** Starts PostgreSQL on loopback; a server that a killed parent left behind on the folder is stopped first. */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const account = postgresAccount();
  const binaries = postgresBinaries(account);
  const folder = reachable(options.folder, account);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const data = join(folder, 'data');
  const passwordFile = superuserPassword(folder, account);
  const password = readFileSync(passwordFile, 'utf8');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    await initialise(binaries.initdb, data, passwordFile, account);
  }
  await stopLeftOver(data);
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const url = (database: string, role: string, secret: string): string =>
    `postgresql://${role}:${secret}@127.0.0.1:${String(port)}/${database}`;
  const superuserUrl = (database: string): string => url(database, 'postgres', password);
  const server = launch(binaries.postgres, data, port, options.settings ?? [], account);
  if (options.log !== undefined) server.child.stderr?.on('data', options.log);
  await ready(server, superuserUrl('postgres'));
  const { child, ended } = server;
  return { port, url, superuserUrl, pid: child.pid, ended, stop: () => stopServer(child) };
}

/** The file with the superuser's password; initdb reads it under the server's own account. */
function superuserPassword(folder: string, account: Account | undefined): string {
  const file = join(folder, 'superuser.password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (account !== undefined) chownSync(file, account.uid, account.gid);
  return file;
}

const identity = (account: Account | undefined): { uid?: number; gid?: number } =>
  account === undefined ? {} : { uid: account.uid, gid: account.gid };

/** initdb writes into a folder of its own and fails with a sentence; a half-made cluster is removed. */
async function initialise(
  initdb: string,
  data: string,
  passwordFile: string,
  account: Account | undefined,
): Promise<void> {
  rmSync(data, { recursive: true, force: true });
  ownedFolder(data, account);
  const child = spawn(
    initdb,
    [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...identity(account), cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], env: { LC_ALL: 'C' } },
  );
  const output = collect(child);
  const code = await exited(child);
  if (code !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not create its data folder: ${output.text().trim()}`);
  }
}

interface LaunchedServer {
  readonly child: ChildProcess;
  readonly output: { readonly text: () => string };
  readonly ended: Promise<string>;
}

function launch(
  postgres: string,
  data: string,
  port: number,
  settings: readonly string[],
  account: Account | undefined,
): LaunchedServer {
  const all = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    // A statement's text and the details of its failure can hold personal values; the log may not.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...settings,
  ];
  const child = spawn(
    postgres,
    ['-D', data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])],
    {
      ...identity(account),
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C' },
      // Its own group: Ctrl-C in the terminal reaches the program, which then stops the server in order.
      detached: true,
    },
  );
  return { child, output: collect(child), ended: endOf(child) };
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(`could not be launched: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`);
    });
  });

/** Keeps the last of what a process says on standard error. */
function collect(child: ChildProcess): { text: () => string } {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-4_000);
  });
  return { text: () => text };
}

const exited = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });

async function ready(server: LaunchedServer, url: string): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  const ended = new AbortController();
  server.child.once('exit', () => {
    ended.abort();
  });
  server.child.once('error', () => {
    ended.abort();
  });
  while (Date.now() < deadline) {
    if (ended.signal.aborted)
      throw new Error(`PostgreSQL did not start: ${server.output.text().trim()}`);
    if (await answers(url)) return;
    await pause(pollMs);
  }
  await stopServer(server.child);
  throw new Error('PostgreSQL did not answer within 60 seconds');
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions end, data is flushed. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = exited(child);
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 15_000);
  await gone;
  clearTimeout(timer);
}

/** A server outlives a parent that was killed: its pid stands in the data folder. True where one was stopped. */
export async function stopLeftOver(data: string): Promise<boolean> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return false;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || !isServerOf(pid, data)) return false;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + 20_000;
  while (isServerOf(pid, data)) {
    if (Date.now() > deadline)
      throw new Error(`an earlier PostgreSQL (process ${String(pid)}) does not stop`);
    await pause(pollMs);
  }
  return true;
}

/** True while `pid` is alive and, where the system tells, runs on this data folder: pids are used again. */
function isServerOf(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${String(pid)}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').split('\0').includes(data);
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** A port of loopback that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
