import { buildConsole, consoleFolder } from './buildConsole.ts';

const built = await buildConsole();
process.stdout.write(`${built ? 'built' : 'unchanged'}: ${consoleFolder()}\n`);
