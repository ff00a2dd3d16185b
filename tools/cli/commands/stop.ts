import { z } from 'zod';
import { dataFolder, type DataFolder } from '../../start/dataFolder.ts';
import { stopLeftOverServer } from '../../start/embeddedDatabases.ts';
import { endLeftOvers } from '../../start/leftOvers.ts';
import { eventually } from '../../start/processes.ts';
import { runningSupervisor } from '../../start/supervisorLock.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { dataFolderText, dataOption, json } from '../options.ts';
import { askSupervisor, runningInstallation } from '../supervisor.ts';

const input = z.object({
  words: z.array(z.string()).max(1, { message: 'takes one word at most: the part to stop' }),
  json,
  data: dataFolderText,
});
type Input = z.output<typeof input>;

const stopDeadlineMs = 60_000;

export const command = defineCommand({
  name: 'stop',
  positionals: '[PART]',
  summary: 'Stops everything that runs on the data folder, or one part of it.',
  details: ['A stopped part stays down until npx referent restart PART.'],
  options: { data: dataOption },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const folder = dataFolder(given.data);
  const [part] = given.words;
  const supervisor = runningSupervisor(folder.supervisorFile);
  if (part === undefined && supervisor === undefined) {
    await clearUp(folder, given, context);
    return;
  }
  const running = runningInstallation(folder);
  await askSupervisor(running, { act: 'stop', ...(part === undefined ? {} : { part }) });
  if (part === undefined) {
    const gone = (): boolean => runningSupervisor(folder.supervisorFile) === undefined;
    if (!(await eventually(gone, stopDeadlineMs, 100))) {
      throw new CommandFailure(`Process ${String(supervisor)} does not end.`);
    }
  }
  say(given, context, { stopped: part ?? 'everything' }, `Stopped ${part ?? 'everything'}.`);
}

/** A supervisor that was killed can leave processes and the database server. */
async function clearUp(folder: DataFolder, given: Input, context: CommandContext): Promise<void> {
  const processes = await endLeftOvers(folder);
  const server = await stopLeftOverServer(folder);
  if (processes === 0 && !server) runningInstallation(folder);
  say(given, context, { stopped: 'left-overs' }, 'Stopped what a killed start had left.');
}

function say(given: Input, context: CommandContext, answer: object, sentence: string): void {
  context.print(given.json ? JSON.stringify(answer) : sentence);
}
