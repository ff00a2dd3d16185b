import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../../../tools/start/dataFolder.ts';
import { postgresHome } from '../../../../tools/start/embeddedDatabases.ts';
import { copyFolder } from '../../../../tools/start/files.ts';
import { eventually } from '../../../../tools/start/processes.ts';
import { runFolder } from '../../../support/runFolder.ts';
import { referent, testFolder, type TestFolder } from './commandLine.ts';

/**
 * A data folder of one's own in which every store is filled, as `seed` leaves it: a copy of one that
 * is filled once a run. For suites about an installation that runs; those about how one comes to be
 * begin with an empty `testFolder`.
 */
export async function seededFolder(): Promise<TestFolder> {
  const filled = await filledFolder();
  const folder = testFolder();
  copyFolder(filled, folder.path);
  return folder;
}

const waitMs = 120_000;

/** What is copied. The first to ask fills it; other workers wait until it has. */
export async function filledFolder(): Promise<string> {
  const of = (name: string): string => join(runFolder(), 'seeded', name);
  const [data, end] = [of('data'), of('end')];
  mkdirSync(join(runFolder(), 'seeded'), { recursive: true });
  if (!existsSync(end) && isFirst(of('begun'))) await fill(data, end);
  if (!(await eventually(() => existsSync(end), waitMs))) throw new Error(`nobody filled ${data}`);
  const problem = readFileSync(end, 'utf8');
  if (problem !== '') throw new Error(problem);
  return data;
}

function isFirst(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function fill(data: string, end: string): Promise<void> {
  const { code, errors } = await referent(['seed', '--data', data]);
  const folder = dataFolder(data);
  if (code === 0) appendFileSync(join(postgresHome(folder), 'data', 'postgresql.conf'), throwAway);
  writeFileSync(`${end}.draft`, code === 0 ? '' : `seed ended with ${String(code)}: ${errors}`);
  renameSync(`${end}.draft`, end);
}

/**
 * Copies are thrown away. A process that is killed loses nothing by this, its server neither: what
 * is written and not yet on the disk is the system's, which only a machine that dies would lose.
 */
const throwAway = '\nfsync = off\nfull_page_writes = off\n';
