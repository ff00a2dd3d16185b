import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json; the program runs from `dist/`, its data files stay beside it. */
const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Absolute path of a file of the project, for example `projectFile('schema', 'crm.graphql')`. */
export const projectFile = (...parts: readonly string[]): string => join(projectRoot, ...parts);
