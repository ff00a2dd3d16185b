import { z } from 'zod';
import { dataFolder, makeDataFolder } from '../../start/dataFolder.ts';
import { prepareFolder } from '../../start/prepare.ts';
import { silentProgress } from '../../start/progress.ts';
import { takeSupervisorLock } from '../../start/supervisorLock.ts';
import { CommandFailure, defineCommand } from '../command.ts';
import { dataFolderText, dataOption, json, noWords } from '../options.ts';

export const command = defineCommand({
  name: 'install',
  summary: 'Makes keys for every process and the signed list that names them, and starts nothing.',
  details: [
    'For processes that run one by one on servers of your own; start does it by itself.',
    'Run it again when the published policy has changed: the list then gets its next version.',
  ],
  options: { data: dataOption },
  input: z.object({ words: noWords, json, data: dataFolderText }),
  run: async ({ json: asJson, data }, context) => {
    const folder = dataFolder(data);
    makeDataFolder(folder);
    const lock = takeSupervisorLock(folder.supervisorFile, context.pid);
    if (!lock.taken) {
      throw new CommandFailure(`Process ${String(lock.by)} runs on ${folder.root}; stop it first.`);
    }
    try {
      const { genesis, epoch, change } = await prepareFolder(folder, silentProgress);
      const answer = { genesis, epoch, change, lock: folder.installationLock, keys: folder.keys };
      if (asJson) context.print(JSON.stringify(answer));
      else {
        context.print(`INSTALLATION_LOCK=${folder.installationLock}`);
        context.print(`INSTALLATION_GENESIS=${genesis}`);
        context.print(`Keys, one file a process: ${folder.keys}`);
      }
    } finally {
      lock.release();
    }
  },
});
