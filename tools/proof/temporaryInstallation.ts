import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import { CommandFailure, type CommandContext } from '../cli/command.ts';
import { dataFolder, type DataFolder } from '../start/dataFolder.ts';
import { postgresHome, stopLeftOverServer } from '../start/embeddedDatabases.ts';
import { copyFolder } from '../start/files.ts';
import { readRunFile, type RunFile } from '../start/runFile.ts';

/** An installation of its own, started by the command line on free ports and removed afterwards. */
export interface TemporaryInstallation {
  readonly folder: DataFolder;
  /** What runs now; process ids change when a part is started again. */
  readonly run: () => RunFile;
  readonly remove: () => Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a start needs of the machine; nothing that would point it at databases or an issuer of one's own. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG'];

const machineEnvironment = (environment: Environment): Environment =>
  Object.fromEntries(inherited.map((name) => [name, environment[name]]));

/** Names a data folder as `seed` leaves it, to begin with a copy of; without it the start fills its own. */
export const filledVariable = 'REFERENT_FILLED_FOLDER';

/** Ends it when the proof is interrupted: what waits for it then fails, and it is removed. */
export async function startTemporarily({
  environment,
  onInterrupt,
}: Pick<CommandContext, 'environment' | 'onInterrupt'>): Promise<TemporaryInstallation> {
  const parent = mkdtempSync(join(tmpdir(), 'referent-proof-'));
  // The database server's own account must pass through it.
  chmodSync(parent, 0o755);
  const folder = dataFolder(join(parent, 'data'));
  const filled = environment[filledVariable];
  if (filled !== undefined) copyFolder(filled, folder.root);
  const child = spawn(
    process.execPath,
    [projectFile('tools', 'referent.mjs'), 'start', '--port', '0', '--data', folder.root],
    { env: machineEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onInterrupt(() => child.kill('SIGTERM'));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const remove = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await stopLeftOverServer(folder);
    rmSync(postgresHome(folder), { recursive: true, force: true });
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    await ready(child, ended);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, run: () => runOf(folder), remove };
}

/** Waits for the last line of a successful start. */
function ready(child: ReturnType<typeof spawn>, ended: Promise<void>): Promise<void> {
  let output = '';
  const note = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stderr?.on('data', note);
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      note(chunk);
      if (/^ready \S+$/m.test(output)) resolve();
    });
    void ended.then(() => {
      reject(new CommandFailure(`The installation did not start.\n${output}`));
    });
  });
}

function runOf(folder: DataFolder): RunFile {
  const run = readRunFile(folder);
  if (run === undefined) throw new CommandFailure('The installation has stopped.');
  return run;
}
