import { createContext } from './context.ts';
import { registrations } from './registry.ts';
import { runCommandLine } from './run.ts';

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  createContext(process),
  registrations,
);
