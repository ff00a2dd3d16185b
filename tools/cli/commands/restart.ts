import { z } from 'zod';
import { dataFolder } from '../../start/dataFolder.ts';
import { defineCommand } from '../command.ts';
import { dataFolderText, dataOption, json, oneWord } from '../options.ts';
import { askSupervisor, runningInstallation } from '../supervisor.ts';

export const command = defineCommand({
  name: 'restart',
  positionals: 'PART',
  summary: 'Stops one part and starts it again, or starts one that was stopped.',
  options: { data: dataOption },
  input: z.object({ words: oneWord('the part to restart'), json, data: dataFolderText }),
  run: async ({ words: [part], json: asJson, data }, context) => {
    await askSupervisor(runningInstallation(dataFolder(data)), { act: 'restart', part });
    context.print(asJson ? JSON.stringify({ restarted: part }) : `${part} runs again.`);
  },
});
