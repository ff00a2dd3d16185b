import { z } from 'zod';
import { dataFolder } from '../../start/dataFolder.ts';
import { defineCommand } from '../command.ts';
import { dataFolderText, dataOption, json, noWords, persona, personaOption } from '../options.ts';
import { personaToken } from '../personaToken.ts';

export const command = defineCommand({
  name: 'token',
  summary: 'Prints an access token of a persona, valid for an hour.',
  options: { as: personaOption, data: dataOption },
  input: z.object({ words: noWords, json, as: persona, data: dataFolderText }),
  run: async ({ json: asJson, as, data }, context) => {
    const answer = await personaToken(dataFolder(data), as, context.clock.now());
    context.print(asJson ? JSON.stringify(answer) : answer.token);
  },
});
